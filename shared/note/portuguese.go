package note

func portugueseNotes() map[key]string {
	return map[key]string{
		windowClosed:   "Sua resposta não foi enviada. A janela de atendimento fechou em %s: o WhatsApp só aceita texto livre até 24 horas depois da última mensagem do cliente. Quando o cliente escrever de novo, envie sua resposta outra vez; se for urgente, fale com ele por outro meio.",
		windowNever:    "O cliente ainda não escreveu para este número do WhatsApp, então não há janela aberta e não é possível enviar texto livre. Ela se abre com a primeira mensagem do cliente.",
		windowOpen:     "Você pode escrever ao cliente até %s (faltam %s). Cada mensagem do cliente renova o prazo de 24 horas.",
		windowShut:     "A janela fechou em %s, então o WhatsApp não aceita texto livre agora. Ela se abre de novo quando o cliente escrever.",
		failed:         "Sua resposta não chegou ao cliente pelo WhatsApp. %s (Código do WhatsApp %s)",
		unconfirmed:    "O WhatsApp não confirmou sua resposta: ela pode ter chegado ao cliente ou não. Ela não foi enviada de novo, porque o cliente poderia recebê-la duas vezes. Pergunte ao cliente, ou espere uma resposta dele, antes de repeti-la.",
		help:           "Escreva um comando como nota interna; o cliente nunca a vê.\n/wa window: até quando você pode escrever ao cliente\n/wa help: esta lista",
		unknownCommand: "Não existe o comando “%s”.",
		empty:          "Sua resposta não foi enviada, porque não tem texto, e por enquanto só é possível enviar texto. Escreva algumas palavras e responda de novo.",
		tooLong:        "Sua resposta não foi enviada, porque tem mais de %d caracteres. Encurte-a ou envie-a em várias respostas.",
		publicCommand:  "Sua resposta começa com /wa, por isso foi tomada por um comando e não foi enviada ao cliente. Comandos vão em notas internas: escreva-o lá.",
		blank:          "[WhatsApp: mensagem vazia]",
		joined:         "Este cliente também escreveu no tíquete #%s: o WhatsApp mostrou que são a mesma pessoa. As mensagens novas chegam ao tíquete #%s; o que for respondido em qualquer um chega ao mesmo telefone.",
		unsentFiles:    "O texto da sua resposta foi enviado, os anexos não: ainda não é possível enviar arquivos. Passe um link ao cliente ou envie-os por outro meio.",
		hoursMinutes:   "%d h %d min",
		minutes:        "%d min",
		moment:         "menos de um minuto",
	}
}

func portugueseReasons() map[reason]string {
	return map[reason]string{
		reasonUnknown:       "O WhatsApp deu um motivo que ainda não conhecemos. Tente mais uma vez; se falhar de novo, informe o código a seguir ao seu administrador.",
		reasonWindow:        "O cliente escreveu pela última vez há mais de 24 horas, e depois disso o WhatsApp não aceita texto livre. Quando ele escrever de novo, envie sua resposta outra vez; se for urgente, fale com ele por outro meio.",
		reasonUnreachable:   "O WhatsApp não consegue entregar a esta pessoa: ela pode não usar mais o WhatsApp, ter uma versão muito antiga, não ter aceitado os termos ou ter bloqueado o seu número. Fale com ela por outro meio.",
		reasonNoRecipient:   "Não conhecemos nenhum número nem identificador de WhatsApp deste cliente. Peça que ele escreva a você uma vez pelo WhatsApp.",
		reasonNeedsPhone:    "Este tipo de mensagem precisa do telefone do cliente, e o WhatsApp não o mostra para nós. Peça-o ao cliente.",
		reasonBlockedByUs:   "Sua empresa bloqueou este cliente no WhatsApp. Peça ao seu administrador que o desbloqueie.",
		reasonCountry:       "O WhatsApp não permite que sua empresa escreva para este país. Fale com o cliente por outro meio.",
		reasonSelf:          "O número do cliente é o da sua própria empresa. Verifique a quem pertence o ticket.",
		reasonTestNumber:    "Seu número do WhatsApp é de teste, e este cliente não está na lista dele. Peça ao seu administrador que o inclua.",
		reasonOptedOut:      "O cliente pediu para não receber mais mensagens de marketing. Responda apenas ao que ele perguntar.",
		reasonWithheld:      "O WhatsApp a reteve, porque o cliente já recebeu muitas mensagens de marketing ou participa de um teste do WhatsApp. Não a repita antes de 24 horas.",
		reasonPayment:       "Há um problema com o pagamento do WhatsApp da sua empresa. Avise seu administrador, que pode resolvê-lo no Gerenciador do WhatsApp, e então envie sua resposta de novo.",
		reasonRestricted:    "O WhatsApp restringiu a conta da sua empresa. Avise seu administrador, que verá o motivo no Gerenciador do WhatsApp, e envie sua resposta de novo quando a restrição acabar.",
		reasonDisplayName:   "O nome de exibição do seu número do WhatsApp não está aprovado. Avise seu administrador e envie sua resposta de novo quando estiver.",
		reasonSpam:          "O WhatsApp limita o seu número, porque pessoas o bloquearam ou denunciaram como spam. Avise seu administrador e envie sua resposta de novo mais tarde.",
		reasonAccess:        "Nosso acesso à sua conta do WhatsApp terminou ou não tem uma permissão. Avise seu administrador e envie sua resposta de novo quando estiver resolvido.",
		reasonNumber:        "Seu número do WhatsApp não está registrado corretamente. Avise seu administrador e envie sua resposta de novo quando estiver.",
		reasonOwner:         "Outro sistema está atendendo esta conversa no WhatsApp agora. Assuma-a lá ou espere que ela seja passada a você.",
		reasonBusy:          "Foram enviadas mensagens demais ao mesmo tempo. Espere alguns minutos e envie sua resposta de novo.",
		reasonOutage:        "O WhatsApp teve um problema técnico. Espere alguns minutos e envie sua resposta de novo.",
		reasonContent:       "O WhatsApp não aceitou a forma da mensagem. Envie-a de novo como texto simples; se falhar outra vez, avise seu administrador.",
		reasonMedia:         "Não foi possível carregar um arquivo. Envie-o em outro formato ou menor, ou passe um link ao cliente.",
		reasonExpired:       "Não foi possível entregá-la no tempo em que o WhatsApp guarda as suas mensagens. Envie sua resposta de novo.",
		reasonTemplate:      "Os valores preenchidos não cabem no modelo. Verifique quantos são e se nenhum está vazio, é longo demais ou tem quebras de linha.",
		reasonTemplateGone:  "O modelo não existe neste idioma, não está aprovado ou ainda não está pronto. Escolha outro ou pergunte ao seu administrador.",
		reasonTemplatePause: "O WhatsApp parou este modelo ou o formulário dele por enquanto. Escolha outro ou pergunte ao seu administrador.",
		reasonTemplateRule:  "O conteúdo do modelo viola uma regra do WhatsApp. Escolha outro ou peça ao seu administrador que o altere.",
		reasonTerms:         "Sua empresa não aceitou os termos de pagamentos do WhatsApp. Avise seu administrador.",
	}
}
