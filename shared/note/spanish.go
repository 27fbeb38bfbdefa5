package note

func spanishReplies() map[key]string {
	return map[key]string{
		windowClosed:  "Su respuesta no se envió. La ventana de atención se cerró el %s: WhatsApp solo admite texto libre durante las 24 horas siguientes al último mensaje del cliente. Cuando el cliente vuelva a escribir, envíe de nuevo su respuesta; si es urgente, contáctelo por otro medio.",
		windowNever:   "El cliente aún no ha escrito a este número de WhatsApp, así que no hay una ventana abierta y no se puede enviar texto libre. Se abre con el primer mensaje del cliente.",
		windowOpen:    "Puede escribir al cliente hasta el %s (quedan %s). Cada mensaje del cliente renueva el plazo de 24 horas.",
		windowShut:    "La ventana se cerró el %s, así que WhatsApp no admite texto libre por ahora. Se abre de nuevo cuando el cliente escriba.",
		failed:        "Su respuesta no llegó al cliente por WhatsApp. %s (Código de WhatsApp %s)",
		unconfirmed:   "WhatsApp no confirmó su respuesta: puede que haya llegado al cliente o puede que no. No se envió otra vez, porque el cliente podría recibirla dos veces. Pregunte al cliente, o espere su contestación, antes de repetirla.",
		waiting:       "Su respuesta aún no ha salido, porque WhatsApp no contesta. Se enviará en cuanto conteste, así que no la envíe otra vez. Si la ventana se cierra antes, otra nota le dirá qué fue de ella.",
		publicCommand: "Su respuesta empieza por /wa, así que se tomó por un comando y no se envió al cliente. Los comandos van en notas internas: escríbalo allí.",
		blank:         "[WhatsApp: mensaje vacío]",
		joined:        "Este cliente también escribió en el ticket #%s: WhatsApp ha mostrado que ambos son la misma persona. Los mensajes nuevos llegan al ticket #%s; lo que se responda en cualquiera llega al mismo teléfono.",
		hoursMinutes:  "%d h %d min",
		minutes:       "%d min",
		moment:        "menos de un minuto",
		arrived:       "Una nota anterior decía que su respuesta no llegó o que quizá no llegó. WhatsApp confirma ahora que llegó al cliente, así que no hace falta enviarla de nuevo.",
		empty:         "Su respuesta no se envió porque no contiene texto ni archivos. Escriba unas palabras y responda de nuevo.",
		splitFrom:     "Este ticket y el ticket #%s se tomaron por los de una misma persona. Son de dos personas y se han separado: desde ahora los mensajes de cada una llegan a su propio ticket. Lo escrito antes queda donde está; compruebe quién lo escribió antes de actuar.",
		split:         "En este ticket se tomó a dos personas por una y se han separado: desde ahora los mensajes de cada una llegan a su propio ticket. Lo escrito antes queda donde está; compruebe quién lo escribió antes de actuar.",
		earlier:       "Tickets anteriores de esta persona: %s",
	}
}

func spanishCommands() map[key]string {
	return map[key]string{
		help:             "Escriba un comando como nota interna; el cliente nunca la ve.",
		helpWindow:       "/wa window: hasta cuándo puede escribir al cliente",
		helpReact:        "/wa react EMOJI: pone un emoji en el último mensaje del cliente; «off» lo quita. Ejemplo: /wa react 👍",
		helpButtons:      "/wa buttons PREGUNTA | BOTÓN | BOTÓN: pregunta con hasta %d botones de hasta %d caracteres. Ejemplo: /wa buttons ¿Le llamamos? | Sí | No",
		helpList:         "/wa list PREGUNTA | BOTÓN | OPCIÓN - DESCRIPCIÓN | …: pregunta con un botón que abre hasta %d opciones de hasta %d caracteres; la descripción, si la hay, tiene hasta %d. Ejemplo: /wa list ¿Qué día prefiere? | Elegir | Lunes - de 9 a 12 | Martes",
		helpContact:      "/wa contact [TEXTO]: pide el teléfono del cliente, que lo comparte con un toque. Ejemplo: /wa contact ¿Podemos llamarle?",
		helpLocation:     "/wa location [TEXTO]: pregunta dónde está el cliente, que lo comparte con un toque. Ejemplo: /wa location ¿Adónde vamos?",
		helpTemplate:     "/wa template NOMBRE [IDIOMA] [NOMBRE=VALOR …]: envía una plantilla aprobada, esté abierta la ventana o no. Lo que deje fuera lo rellenan las reglas si lo saben. Ejemplo: /wa template case_update es case=2 topic=\"su pedido\"",
		helpCost:         "/wa cost: lo que cobra WhatsApp por los mensajes a este cliente",
		helpDrop:         "/wa drop: retira las respuestas que esperan a que el cliente escriba",
		helpHelp:         "/wa help: esta lista",
		unknownCommand:   "No existe el comando «%s».",
		wrongForm:        "«%s» no se ejecutó. %s La forma correcta:",
		formIncomplete:   "Una parte falta, está dos veces o es más larga de lo que admite WhatsApp.",
		textMissing:      "Falta el texto.",
		textLong:         "El texto puede tener como máximo %d caracteres.",
		buttonMissing:    "Falta un botón.",
		buttonLong:       "Un botón puede tener como máximo %d caracteres.",
		buttonsMany:      "Puede haber como máximo %d botones.",
		rowMissing:       "Falta una opción.",
		rowLong:          "Una opción puede tener como máximo %d caracteres.",
		rowsMany:         "Puede haber como máximo %d opciones.",
		descriptionLong:  "Una descripción puede tener como máximo %d caracteres.",
		emojiMissing:     "Falta el emoji.",
		emojiMany:        "Admite un solo emoji y nada más.",
		nothingToReactTo: "No hay a qué reaccionar: el cliente aún no ha escrito, o lo hizo hace tanto que WhatsApp ya no admite reacciones (30 días). Escriba una respuesta.",
		askedForNumber:   "Su respuesta no se envió: WhatsApp necesita para ella el teléfono del cliente y no nos lo muestra. Se lo hemos pedido al cliente, que puede compartirlo con un toque. Cuando llegue, envíe de nuevo su respuesta.",
		contactQuestion:  "¿Nos da su número de teléfono? Puede compartirlo con un toque en el botón.",
		locationQuestion: "¿Dónde se encuentra? Puede compartir su ubicación con un toque en el botón.",
	}
}

func spanishFiles() map[key]string {
	return map[key]string{
		fileTooLarge:   "El archivo «%s» del cliente no está en este ticket: ocupa %s y el sistema de tickets admite archivos de hasta %s. Pida al cliente un enlace o un archivo más pequeño.",
		fileGone:       "El archivo «%s» del cliente no está en este ticket: WhatsApp ya no lo tiene. WhatsApp guarda los archivos %d días como máximo. Pida al cliente que lo envíe de nuevo.",
		fileLate:       "El archivo «%s» del cliente todavía no se ha podido traer de WhatsApp. Lo seguiremos intentando hasta el %s, y aparecerá en este ticket cuando llegue. Si es urgente, pida al cliente que lo envíe de nuevo.",
		fileDamaged:    "El archivo «%s» del cliente no está en este ticket: cada vez que se descargó llegó dañado. Pida al cliente que lo envíe de nuevo.",
		fileRefused:    "El archivo «%s» del cliente no está en este ticket, porque fue rechazado (código %s). Pida al cliente que lo envíe en otro formato o que dé un enlace; si vuelve a ocurrir, indique el código a su administrador.",
		unsentLarge:    "El archivo «%s» de su respuesta no se envió: ocupa %s y WhatsApp admite archivos de hasta %s. Dé un enlace al cliente o envíe un archivo más pequeño.",
		unsentEmpty:    "El archivo «%s» de su respuesta no se envió porque está vacío. Compruébelo y adjúntelo a una respuesta nueva.",
		unsentType:     "El archivo «%s» de su respuesta no se envió: WhatsApp no admite archivos de ese tipo. Envíelo como PDF, archivo de Word o Excel, imagen JPEG o PNG o vídeo MP4, o dé un enlace al cliente.",
		unsentMalware:  "El archivo «%s» de su respuesta no se envió: el sistema de tickets encontró software malicioso en él y no lo entrega a nadie. Envíe una copia limpia, o ninguna.",
		unsentGone:     "El archivo «%s» de su respuesta no se envió porque ya no está en el sistema de tickets. Adjúntelo a una respuesta nueva.",
		unsentWithheld: "El archivo «%s» de su respuesta no se envió porque el sistema de tickets no nos lo entrega. Dé un enlace al cliente y avise a su administrador si vuelve a ocurrir.",
		unsentLate:     "El archivo «%s» de su respuesta no se envió porque no se pudo llevar a WhatsApp a tiempo. Adjúntelo a una respuesta nueva o dé un enlace al cliente.",
		unsentRefused:  "El archivo «%s» de su respuesta no se envió porque WhatsApp no lo aceptó. %s (Código de WhatsApp %s)",
		textGoes:       "Si su respuesta tiene texto, el cliente lo recibe sin el archivo.",
		nameless:       "sin nombre",
	}
}

func spanishReasons() map[reason]string {
	return map[reason]string{
		reasonUnknown:       "WhatsApp dio un motivo que aún no conocemos. Inténtelo una vez más; si vuelve a fallar, indique el código siguiente a su administrador.",
		reasonWindow:        "El cliente escribió por última vez hace más de 24 horas y WhatsApp ya no admite texto libre. Cuando vuelva a escribir, envíe de nuevo su respuesta; si es urgente, contáctelo por otro medio.",
		reasonUnreachable:   "WhatsApp no puede entregar mensajes a esta persona: quizá ya no usa WhatsApp, tiene una versión muy antigua, no ha aceptado sus condiciones o ha bloqueado su número. Contáctela por otro medio.",
		reasonNoRecipient:   "No conocemos ningún número ni identificador de WhatsApp de este cliente. Pídale que le escriba una vez por WhatsApp.",
		reasonNeedsPhone:    "Este tipo de mensaje necesita el teléfono del cliente y WhatsApp no nos lo muestra. Pídaselo con /wa contact y envíe de nuevo su respuesta cuando llegue.",
		reasonBlockedByUs:   "Su empresa ha bloqueado a este cliente en WhatsApp. Pida a su administrador que lo desbloquee.",
		reasonCountry:       "WhatsApp no permite que su empresa escriba a este país. Contacte con el cliente por otro medio.",
		reasonSelf:          "El número del cliente es el de su propia empresa. Compruebe a quién pertenece el ticket.",
		reasonTestNumber:    "Su número de WhatsApp es de prueba y este cliente no está en su lista. Pida a su administrador que lo añada.",
		reasonOptedOut:      "El cliente pidió no recibir más mensajes de marketing. Responda solo a lo que pregunte.",
		reasonWithheld:      "WhatsApp lo retuvo porque el cliente ya ha recibido muchos mensajes de marketing o participa en una prueba de WhatsApp. No lo repita antes de 24 horas.",
		reasonPayment:       "Hay un problema con el pago de WhatsApp de su empresa. Avise a su administrador, que puede resolverlo en el Administrador de WhatsApp, y envíe entonces de nuevo su respuesta.",
		reasonRestricted:    "WhatsApp ha restringido la cuenta de su empresa. Avise a su administrador, que verá el motivo en el Administrador de WhatsApp, y envíe de nuevo su respuesta cuando se levante.",
		reasonDisplayName:   "El nombre visible de su número de WhatsApp no está aprobado. Avise a su administrador y envíe de nuevo su respuesta cuando lo esté.",
		reasonSpam:          "WhatsApp limita su número porque varias personas lo han bloqueado o denunciado como spam. Avise a su administrador y envíe de nuevo su respuesta más tarde.",
		reasonAccess:        "Nuestro acceso a su cuenta de WhatsApp ha caducado o le falta un permiso. Avise a su administrador y envíe de nuevo su respuesta cuando esté resuelto.",
		reasonNumber:        "Su número de WhatsApp no está bien registrado. Avise a su administrador y envíe de nuevo su respuesta cuando lo esté.",
		reasonOwner:         "Otro sistema atiende ahora esta conversación en WhatsApp. Tómela allí o espere a que se la pasen.",
		reasonBusy:          "Se enviaron demasiados mensajes a la vez. Espere unos minutos y envíe de nuevo su respuesta.",
		reasonOutage:        "WhatsApp tuvo un problema técnico. Espere unos minutos y envíe de nuevo su respuesta.",
		reasonContent:       "WhatsApp no aceptó la forma del mensaje. Envíelo otra vez como texto sencillo; si vuelve a fallar, avise a su administrador.",
		reasonMedia:         "No se pudo cargar un archivo. Envíelo en otro formato o más pequeño, o dé un enlace al cliente.",
		reasonExpired:       "No se pudo entregar en el tiempo durante el que WhatsApp guarda sus mensajes. Envíe de nuevo su respuesta.",
		reasonTemplate:      "Los valores de la plantilla no encajan en ella. Compruebe cuántos son y que ninguno esté vacío, sea demasiado largo o tenga saltos de línea.",
		reasonTemplateGone:  "La plantilla no existe en este idioma, no está aprobada o aún no está lista. Elija otra o pregunte a su administrador.",
		reasonTemplatePause: "WhatsApp ha detenido por ahora esta plantilla o su formulario. Elija otra o pregunte a su administrador.",
		reasonTemplateRule:  "El contenido de la plantilla incumple una norma de WhatsApp. Elija otra o pida a su administrador que la cambie.",
		reasonUtilityStop:   "WhatsApp ha detenido por un tiempo las plantillas de servicio de su empresa porque algunas eran publicidad. El texto libre sigue saliendo mientras la ventana está abierta. Avise a su administrador.",
		reasonTerms:         "Su empresa no ha aceptado las condiciones de pagos de WhatsApp. Avise a su administrador.",
	}
}

func spanishTemplates() map[key]string {
	return map[key]string{
		offered:         "Hay una plantilla aprobada que encaja. Para enviarla, escriba esto como nota interna: %s",
		templateSent:    "Se envió al cliente la plantilla «%s» (%s):",
		keptReply:       "Su respuesta en sí no se envió, porque la ventana está cerrada. Cuando el cliente conteste, envíela de nuevo si aún hace falta.",
		keptClosed:      "Su respuesta queda en espera. La ventana de atención se cerró el %s y WhatsApp no admite texto libre hasta que el cliente vuelva a escribir.",
		keptNever:       "Su respuesta queda en espera. El cliente aún no ha escrito a este número de WhatsApp, y antes WhatsApp no admite texto libre.",
		keptUntil:       "Si el cliente escribe antes del %s, su respuesta se enviará sola. Para retirarla, escriba esto como nota interna: /wa drop",
		keptLeaves:      "El cliente ha escrito, así que su respuesta del %s se envía ahora.",
		keptTooLong:     "El cliente ha escrito, pero su respuesta del %s ha esperado demasiado y no se ha enviado. Envíela de nuevo si todavía viene al caso.",
		keptDropped:     "Respuestas retiradas, que ya no esperan al cliente: %d.",
		keptNone:        "En este ticket ninguna respuesta espera al cliente.",
		notSent:         "No se envió ninguna plantilla. %s",
		noTemplateNamed: "Falta el nombre de la plantilla.",
		noSuchTemplate:  "No existe la plantilla «%s».",
		didYouMean:      "¿Quiso decir: %s?",
		otherLanguages:  "No hay plantilla «%s» aprobada en este idioma; la hay en: %s.",
		notApproved:     "La plantilla «%s» no se puede enviar: en WhatsApp está como %s.",
		cannotFill:      "La plantilla «%s» tiene una parte que no se puede rellenar desde aquí. Elija otra.",
		strayWord:       "Una palabra no es idioma ni valor: los valores se escriben nombre=valor, y varias palabras entre comillas.",
		moneyHeld:       "La plantilla no se ha enviado: lo que WhatsApp ha cobrado este mes está tan cerca del límite de %s USD que ya no salen plantillas. Las respuestas con la ventana abierta salen como siempre. El límite es de la política (money) y vuelve a contar el día uno del mes.",
		moneyHeldToday:  "La plantilla no se ha enviado: lo que WhatsApp ha cobrado hoy está tan cerca del límite diario de %s USD que ya no salen plantillas. Las respuestas con la ventana abierta salen como siempre. El límite es de la política (money) y vuelve a contar a las 00:00 UTC; entonces vuelven a salir plantillas.",
		tierFull:        "La plantilla no se ha enviado: WhatsApp permite llegar a un número de personas al día con la ventana cerrada, y ya se ha alcanzado. Habrá sitio de nuevo el %s. Escriba entonces el comando otra vez.",
		notThen:         "No se podía enviar cuando la pidió. Puede que ahora sí; escriba el comando otra vez:\n%s",
		valueMissing:    "Falta el valor de «%s».",
		valueUnknown:    "La plantilla no tiene ningún valor «%s».",
		valueUnfit:      "El valor de «%s» no encaja: no puede tener saltos de línea, tabuladores ni muchos espacios seguidos, y una dirección debe serlo.",
		valueLong:       "El valor de «%s» puede tener %d caracteres como máximo.",
		wholeLong:       "Con estos valores la plantilla tiene más de %d caracteres.",
		templateForm:    "La forma correcta:",
		closingSoon:     "La ventana de atención se cierra en %s, el %s, salvo que el cliente escriba antes. Hasta entonces puede responder libremente; después, solo con una plantilla aprobada.",
		closedNow:       "La ventana de atención se cerró el %s y el cliente aún no tiene respuesta. WhatsApp ya solo admite una plantilla aprobada, hasta que el cliente escriba.",
	}
}

func spanishPrices() map[key]string {
	return map[key]string{
		costOf:       "Lo que cobra WhatsApp por cada mensaje entregado a este cliente (%s), en dólares estadounidenses:",
		costReply:    "Una respuesta: %s.",
		costShut:     "Una respuesta: ahora no se puede enviar ninguna, porque la ventana está cerrada.",
		costTemplate: "Una plantilla: %s (utilidad), %s (marketing), %s (autenticación).",
		costFree:     "Por ahora los mensajes a este cliente son gratuitos, porque llegó por un anuncio.",
		costFreeTier: "Las primeras %d respuestas de un número en cada mes son gratuitas.",
		costUnknown:  "no se sabe",
		costNowhere:  "No sabemos lo que cobra WhatsApp por los mensajes a este cliente: nuestras tarifas no incluyen su país.",
		costCard:     "Son las tarifas desde el %s. La verdad es la factura de WhatsApp.",
		priceNow:     "Una respuesta cuesta ahora %s.",
		priceLater:   "La plantilla cuesta %s.",
	}
}

func spanishDigest() map[key]string {
	return map[key]string{
		digestSubject:    "WhatsApp: %d ventanas se cierran (hasta %s)",
		digestSubjectOne: "WhatsApp: 1 ventana se cierra (hasta %s)",
		digestHead:       "%d clientes esperan respuesta y sus ventanas de atención se cierran, como muy tarde, a esta hora: %s. Hasta entonces se les puede contestar libremente; después, solo con una plantilla aprobada.",
		digestHeadOne:    "1 cliente espera respuesta y su ventana de atención se cierra, como muy tarde, a esta hora: %s. Hasta entonces se le puede contestar libremente; después, solo con una plantilla aprobada.",
		digestTotal:      "Valor total: %s.",
		digestUnvalued:   "Sin valor: %d.",
		digestLeft:       "quedan %s (hasta %s)",
		digestNobody:     "sin asignar",
		digestMore:       "y %d más",
		digestUnread:     "No hubo tiempo de consultar los tickets de otras %d conversaciones cuyas ventanas se cierran antes de esa hora.",
		digestSearch:     "Para ver todos los tickets con la ventana abierta, busque esto en el sistema de tickets: %s",
	}
}

func spanishChores() map[key]string {
	return map[key]string{
		reminderSent:        "Se ha enviado un recordatorio al cliente, porque la ventana se cierra pronto y no ha contestado. Plantilla «%s» (%s):",
		reminderFailed:      "El recordatorio no llegó al cliente (código de WhatsApp %s). No se envía de nuevo: si es importante, escriba al cliente antes de que se cierre la ventana.",
		reminderUnconfirmed: "WhatsApp no confirmó el recordatorio, así que puede haber llegado al cliente o no. No se ha enviado de nuevo.",
		surveySent:          "Se ha preguntado al cliente cómo le atendimos:",
		surveyFailed:        "No se ha preguntado al cliente cómo le atendimos: WhatsApp no aceptó la pregunta (código de WhatsApp %s). No hay que hacer nada.",
		surveyUnconfirmed:   "WhatsApp no confirmó la pregunta de la encuesta, así que puede haber llegado al cliente o no. No se ha enviado de nuevo.",
		choreArrived:        "Una nota anterior decía que un mensaje automático no llegó, o quizá no. WhatsApp dice ahora que sí llegó al cliente.",
		choose:              "Elegir",
		rated:               "[valoración] %s (%d de %d)",
		ratedAnew:           "[valoración] %s (%d de %d), antes %d",
	}
}
