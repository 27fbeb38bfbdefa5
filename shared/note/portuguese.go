package note

func portugueseReplies() map[key]string {
	return map[key]string{
		windowClosed:  "Sua resposta não foi enviada. A janela de atendimento fechou em %s: o WhatsApp só aceita texto livre até 24 horas depois da última mensagem do cliente. Quando o cliente escrever de novo, envie sua resposta outra vez; se for urgente, fale com ele por outro meio.",
		windowNever:   "O cliente ainda não escreveu para este número do WhatsApp, então não há janela aberta e não é possível enviar texto livre. Ela se abre com a primeira mensagem do cliente.",
		windowOpen:    "Você pode escrever ao cliente até %s (faltam %s). Cada mensagem do cliente renova o prazo de 24 horas.",
		windowShut:    "A janela fechou em %s, então o WhatsApp não aceita texto livre agora. Ela se abre de novo quando o cliente escrever.",
		failed:        "Sua resposta não chegou ao cliente pelo WhatsApp. %s (Código do WhatsApp %s)",
		unconfirmed:   "O WhatsApp não confirmou sua resposta: ela pode ter chegado ao cliente ou não. Ela não foi enviada de novo, porque o cliente poderia recebê-la duas vezes. Pergunte ao cliente, ou espere uma resposta dele, antes de repeti-la.",
		waiting:       "Sua resposta ainda não saiu, porque o WhatsApp não responde. Ela será enviada assim que ele responder, portanto não a envie de novo. Se a janela fechar antes disso, outra nota dirá o que aconteceu com ela.",
		publicCommand: "Sua resposta começa com /wa, por isso foi tomada por um comando e não foi enviada ao cliente. Comandos vão em notas internas: escreva-o lá.",
		blank:         "[WhatsApp: mensagem vazia]",
		joined:        "Este cliente também escreveu no ticket #%s: o WhatsApp mostrou que são a mesma pessoa. As mensagens novas chegam ao ticket #%s; o que for respondido em qualquer um chega ao mesmo telefone.",
		hoursMinutes:  "%d h %d min",
		minutes:       "%d min",
		moment:        "menos de um minuto",
		arrived:       "Uma nota anterior dizia que sua resposta não chegou, ou que talvez não tivesse chegado. O WhatsApp confirma agora que ela chegou ao cliente, então não é preciso enviá-la de novo.",
		empty:         "Sua resposta não foi enviada, porque não tem texto nem arquivo. Escreva algumas palavras e responda de novo.",
		splitFrom:     "Este ticket e o ticket #%s foram tomados como de uma só pessoa. São de duas pessoas e foram separados: de agora em diante as mensagens de cada uma chegam ao próprio ticket. O que foi escrito antes fica onde está; verifique quem escreveu antes de agir.",
		split:         "Neste ticket duas pessoas foram tomadas por uma e foram separadas: de agora em diante as mensagens de cada uma chegam ao próprio ticket. O que foi escrito antes fica onde está; verifique quem escreveu antes de agir.",
		earlier:       "Tickets anteriores desta pessoa: %s",
	}
}

func portugueseCommands() map[key]string {
	return map[key]string{
		help:             "Escreva um comando como nota interna; o cliente nunca a vê.",
		helpWindow:       "/wa window: até quando você pode escrever ao cliente",
		helpReact:        "/wa react EMOJI: põe um emoji na última mensagem do cliente; “off” o retira. Exemplo: /wa react 👍",
		helpButtons:      "/wa buttons PERGUNTA | BOTÃO | BOTÃO: pergunta com até %d botões de até %d caracteres. Exemplo: /wa buttons Podemos ligar? | Sim | Não",
		helpList:         "/wa list PERGUNTA | BOTÃO | OPÇÃO - DESCRIÇÃO | …: pergunta com um botão que abre até %d opções de até %d caracteres; a descrição, se houver, tem até %d. Exemplo: /wa list Qual dia prefere? | Escolher | Segunda - das 9 às 12 | Terça",
		helpContact:      "/wa contact [TEXTO]: pede o telefone do cliente, que o compartilha com um toque. Exemplo: /wa contact Podemos ligar?",
		helpLocation:     "/wa location [TEXTO]: pergunta onde o cliente está, que o compartilha com um toque. Exemplo: /wa location Aonde devemos ir?",
		helpTemplate:     "/wa template NOME [IDIOMA] [NOME=VALOR …]: envia um modelo aprovado, com a janela aberta ou não. O que você deixar de fora é preenchido pelas regras, se souberem. Exemplo: /wa template case_update pt_BR case=2 topic=\"seu pedido\"",
		helpCost:         "/wa cost: o que o WhatsApp cobra pelas mensagens a este cliente",
		helpDrop:         "/wa drop: retira as respostas que esperam o cliente escrever",
		helpHelp:         "/wa help: esta lista",
		unknownCommand:   "Não existe o comando “%s”.",
		wrongForm:        "“%s” não foi executado. %s A forma certa:",
		formIncomplete:   "Uma parte falta, está repetida ou é mais longa do que o WhatsApp aceita.",
		textMissing:      "Falta o texto.",
		textLong:         "O texto pode ter no máximo %d caracteres.",
		buttonMissing:    "Falta um botão.",
		buttonLong:       "Um botão pode ter no máximo %d caracteres.",
		buttonsMany:      "Pode haver no máximo %d botões.",
		rowMissing:       "Falta uma opção.",
		rowLong:          "Uma opção pode ter no máximo %d caracteres.",
		rowsMany:         "Pode haver no máximo %d opções.",
		descriptionLong:  "Uma descrição pode ter no máximo %d caracteres.",
		emojiMissing:     "Falta o emoji.",
		emojiMany:        "Aceita um único emoji e nada mais.",
		nothingToReactTo: "Não há a que reagir: o cliente ainda não escreveu, ou escreveu há tanto tempo que o WhatsApp não aceita mais reações (30 dias). Escreva uma resposta.",
		askedForNumber:   "Sua resposta não foi enviada: o WhatsApp precisa do telefone do cliente para ela e não o mostra para nós. Nós o pedimos ao cliente, que pode compartilhá-lo com um toque. Quando chegar, envie sua resposta de novo.",
		contactQuestion:  "Pode nos passar o seu número de telefone? Basta um toque no botão para compartilhá-lo.",
		locationQuestion: "Onde você está? Basta um toque no botão para compartilhar a sua localização.",
	}
}

func portugueseFiles() map[key]string {
	return map[key]string{
		fileTooLarge:   "O arquivo “%s” do cliente não está neste ticket: tem %s, e o sistema de tickets aceita arquivos de até %s. Peça ao cliente um link ou um arquivo menor.",
		fileGone:       "O arquivo “%s” do cliente não está neste ticket: o WhatsApp não o tem mais. O WhatsApp guarda um arquivo por %d dias no máximo. Peça ao cliente que o envie de novo.",
		fileLate:       "Ainda não foi possível trazer do WhatsApp o arquivo “%s” do cliente. Continuaremos tentando até %s, e ele aparecerá neste ticket quando chegar. Se for urgente, peça ao cliente que o envie de novo.",
		fileDamaged:    "O arquivo “%s” do cliente não está neste ticket: cada vez que foi baixado, chegou danificado. Peça ao cliente que o envie de novo.",
		fileRefused:    "O arquivo “%s” do cliente não está neste ticket, porque foi recusado (código %s). Peça ao cliente que o envie em outro formato ou que passe um link; se acontecer de novo, informe o código ao seu administrador.",
		unsentLarge:    "O arquivo “%s” da sua resposta não foi enviado: tem %s, e o WhatsApp aceita arquivos de até %s. Passe um link ao cliente ou envie um arquivo menor.",
		unsentEmpty:    "O arquivo “%s” da sua resposta não foi enviado, porque está vazio. Verifique-o e anexe-o a uma nova resposta.",
		unsentType:     "O arquivo “%s” da sua resposta não foi enviado: o WhatsApp não aceita arquivos desse tipo. Envie-o como PDF, arquivo do Word ou Excel, imagem JPEG ou PNG ou vídeo MP4, ou passe um link ao cliente.",
		unsentMalware:  "O arquivo “%s” da sua resposta não foi enviado: o sistema de tickets encontrou software malicioso nele e não o entrega a ninguém. Envie uma cópia limpa, ou nenhuma.",
		unsentGone:     "O arquivo “%s” da sua resposta não foi enviado, porque não está mais no sistema de tickets. Anexe-o a uma nova resposta.",
		unsentWithheld: "O arquivo “%s” da sua resposta não foi enviado, porque o sistema de tickets não o entrega para nós. Passe um link ao cliente e avise seu administrador se acontecer de novo.",
		unsentLate:     "O arquivo “%s” da sua resposta não foi enviado, porque não foi possível levá-lo ao WhatsApp a tempo. Anexe-o a uma nova resposta ou passe um link ao cliente.",
		unsentRefused:  "O arquivo “%s” da sua resposta não foi enviado, porque o WhatsApp não o aceitou. %s (Código do WhatsApp %s)",
		textGoes:       "Se a sua resposta tem texto, o cliente o recebe sem o arquivo.",
		nameless:       "sem nome",
	}
}

func portugueseReasons() map[reason]string {
	return map[reason]string{
		reasonUnknown:       "O WhatsApp deu um motivo que ainda não conhecemos. Tente mais uma vez; se falhar de novo, informe o código a seguir ao seu administrador.",
		reasonWindow:        "O cliente escreveu pela última vez há mais de 24 horas, e depois disso o WhatsApp não aceita texto livre. Quando ele escrever de novo, envie sua resposta outra vez; se for urgente, fale com ele por outro meio.",
		reasonUnreachable:   "O WhatsApp não consegue entregar a esta pessoa: ela pode não usar mais o WhatsApp, ter uma versão muito antiga, não ter aceitado os termos ou ter bloqueado o seu número. Fale com ela por outro meio.",
		reasonNoRecipient:   "Não conhecemos nenhum número nem identificador de WhatsApp deste cliente. Peça que ele escreva a você uma vez pelo WhatsApp.",
		reasonNeedsPhone:    "Este tipo de mensagem precisa do telefone do cliente, e o WhatsApp não o mostra para nós. Peça-o com /wa contact e envie sua resposta de novo quando ele chegar.",
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
		reasonUtilityStop:   "O WhatsApp parou por algum tempo os modelos de serviço da sua empresa, porque alguns eram publicidade. O texto livre continua saindo enquanto a janela está aberta. Avise seu administrador.",
		reasonTerms:         "Sua empresa não aceitou os termos de pagamentos do WhatsApp. Avise seu administrador.",
	}
}

func portugueseTemplates() map[key]string {
	return map[key]string{
		offered:         "Há um modelo aprovado que serve. Para enviá-lo, escreva isto como nota interna: %s",
		templateSent:    "O modelo “%s” (%s) foi enviado ao cliente:",
		keptReply:       "A sua resposta em si não foi enviada, porque a janela está fechada. Quando o cliente responder, envie-a de novo se ainda for preciso.",
		keptClosed:      "Sua resposta ficou em espera. A janela de atendimento fechou em %s, e o WhatsApp só volta a aceitar texto livre quando o cliente escrever de novo.",
		keptNever:       "Sua resposta ficou em espera. O cliente ainda não escreveu para este número do WhatsApp, e antes disso o WhatsApp não aceita texto livre.",
		keptUntil:       "Se o cliente escrever antes de %s, sua resposta será enviada sozinha. Para retirá-la, escreva isto como nota interna: /wa drop",
		keptLeaves:      "O cliente escreveu, então sua resposta de %s está sendo enviada agora.",
		keptTooLong:     "O cliente escreveu, mas sua resposta de %s esperou tempo demais e não foi enviada. Envie-a de novo se ela ainda fizer sentido.",
		keptDropped:     "Respostas retiradas, que já não esperam pelo cliente: %d.",
		keptNone:        "Neste ticket nenhuma resposta espera pelo cliente.",
		notSent:         "Nenhum modelo foi enviado. %s",
		noTemplateNamed: "Falta o nome do modelo.",
		noSuchTemplate:  "Não existe o modelo “%s”.",
		didYouMean:      "Você quis dizer: %s?",
		otherLanguages:  "Não há modelo “%s” aprovado neste idioma; há em: %s.",
		notApproved:     "O modelo “%s” não pode ser enviado: no WhatsApp está como %s.",
		cannotFill:      "O modelo “%s” tem uma parte que não pode ser preenchida daqui. Escolha outro.",
		strayWord:       "Uma palavra não é idioma nem valor: valores se escrevem nome=valor, e várias palavras entre aspas.",
		moneyHeld:       "O modelo não foi enviado: o que o WhatsApp cobrou este mês está tão perto do limite de %s USD que os modelos param. As respostas com a janela aberta saem como sempre. O limite é o da política (money) e recomeça no dia um do mês.",
		moneyHeldToday:  "O modelo não foi enviado: o que o WhatsApp cobrou hoje está tão perto do limite diário de %s USD que os modelos param. As respostas com a janela aberta saem como sempre. O limite é o da política (money) e recomeça às 00:00 UTC; a essa hora os modelos voltam a sair.",
		tierFull:        "O modelo não foi enviado: o WhatsApp permite alcançar um número de pessoas por dia com a janela fechada, e ele já foi atingido. Haverá lugar de novo em %s. Escreva o comando outra vez então.",
		notThen:         "Não podia ser enviado quando o pediu. Talvez agora possa; escreva o comando outra vez:\n%s",
		valueMissing:    "Falta o valor de “%s”.",
		valueUnknown:    "O modelo não tem nenhum valor “%s”.",
		valueUnfit:      "O valor de “%s” não serve: não pode ter quebras de linha, tabulações nem muitos espaços seguidos, e um endereço precisa ser um.",
		valueLong:       "O valor de “%s” pode ter no máximo %d caracteres.",
		wholeLong:       "Com estes valores o modelo tem mais de %d caracteres.",
		templateForm:    "A forma certa:",
		closingSoon:     "A janela de atendimento fecha em %s, em %s, a não ser que o cliente escreva antes. Até lá você pode responder livremente; depois, só com um modelo aprovado.",
		closedNow:       "A janela de atendimento fechou em %s e o cliente ainda não tem resposta. O WhatsApp agora só aceita um modelo aprovado, até o cliente escrever.",
	}
}

func portuguesePrices() map[key]string {
	return map[key]string{
		costOf:       "O que o WhatsApp cobra por mensagem entregue a este cliente (%s), em dólares americanos:",
		costReply:    "Uma resposta: %s.",
		costShut:     "Uma resposta: agora não se pode enviar nenhuma, porque a janela está fechada.",
		costTemplate: "Um modelo: %s (utilidade), %s (marketing), %s (autenticação).",
		costFree:     "Por enquanto as mensagens a este cliente são gratuitas, porque ele veio por um anúncio.",
		costFreeTier: "As primeiras %d respostas de um número em cada mês são gratuitas.",
		costUnknown:  "não se sabe",
		costNowhere:  "Não sabemos o que o WhatsApp cobra pelas mensagens a este cliente: nossas tarifas não têm o país.",
		costCard:     "São as tarifas desde %s. A verdade é a fatura do WhatsApp.",
		priceNow:     "Uma resposta custa %s agora.",
		priceLater:   "O modelo custa %s.",
	}
}

func portugueseDigest() map[key]string {
	return map[key]string{
		digestSubject:    "WhatsApp: %d janelas fecham até %s",
		digestSubjectOne: "WhatsApp: 1 janela fecha até %s",
		digestHead:       "%d clientes aguardam resposta, e as suas janelas de atendimento fecham até %s. Até lá é possível responder livremente; depois, apenas com um modelo aprovado.",
		digestHeadOne:    "1 cliente aguarda resposta, e a sua janela de atendimento fecha até %s. Até lá é possível responder livremente; depois, apenas com um modelo aprovado.",
		digestTotal:      "Valor total: %s.",
		digestUnvalued:   "Sem valor: %d.",
		digestLeft:       "faltam %s, até %s",
		digestNobody:     "sem responsável",
		digestMore:       "e mais %d",
		digestUnread:     "Não houve tempo de consultar os tickets de outras %d conversas cujas janelas fecham até essa hora.",
		digestSearch:     "Para ver todos os tickets com a janela aberta, pesquise no sistema de tickets: %s",
	}
}

func portugueseChores() map[key]string {
	return map[key]string{
		reminderSent:        "Foi enviado um lembrete ao cliente, porque a janela fecha em breve e ele não respondeu. Modelo “%s” (%s):",
		reminderFailed:      "O lembrete não chegou ao cliente (código do WhatsApp %s). Não é enviado de novo: se for importante, escreva ao cliente antes que a janela feche.",
		reminderUnconfirmed: "O WhatsApp não confirmou o lembrete, portanto ele pode ter chegado ao cliente ou não. Não foi enviado de novo.",
		surveySent:          "Perguntou-se ao cliente como foi o atendimento:",
		surveyFailed:        "Não se perguntou ao cliente como foi o atendimento: o WhatsApp não aceitou a pergunta (código do WhatsApp %s). Não é preciso fazer nada.",
		surveyUnconfirmed:   "O WhatsApp não confirmou a pergunta da pesquisa, portanto ela pode ter chegado ao cliente ou não. Não foi enviada de novo.",
		choreArrived:        "Uma nota anterior dizia que uma mensagem automática não chegou, ou talvez não. O WhatsApp diz agora que ela chegou ao cliente.",
		choose:              "Escolher",
		rated:               "[avaliação] %s (%d de %d)",
		ratedAnew:           "[avaliação] %s (%d de %d), antes %d",
	}
}
