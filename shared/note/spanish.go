package note

func spanishNotes() map[key]string {
	return map[key]string{
		windowClosed:   "Su respuesta no se envió. La ventana de atención se cerró el %s: WhatsApp solo admite texto libre durante las 24 horas siguientes al último mensaje del cliente. Cuando el cliente vuelva a escribir, envíe de nuevo su respuesta; si es urgente, contáctelo por otro medio.",
		windowNever:    "El cliente aún no ha escrito a este número de WhatsApp, así que no hay una ventana abierta y no se puede enviar texto libre. Se abre con el primer mensaje del cliente.",
		windowOpen:     "Puede escribir al cliente hasta el %s (quedan %s). Cada mensaje del cliente renueva el plazo de 24 horas.",
		windowShut:     "La ventana se cerró el %s, así que WhatsApp no admite texto libre por ahora. Se abre de nuevo cuando el cliente escriba.",
		failed:         "Su respuesta no llegó al cliente por WhatsApp. %s (Código de WhatsApp %s)",
		unconfirmed:    "WhatsApp no confirmó su respuesta: puede que haya llegado al cliente o puede que no. No se envió otra vez, porque el cliente podría recibirla dos veces. Pregunte al cliente, o espere su contestación, antes de repetirla.",
		help:           "Escriba un comando como nota interna; el cliente nunca lo ve.\n/wa window: hasta cuándo puede escribir al cliente\n/wa help: esta lista",
		unknownCommand: "No existe el comando «%s».",
		empty:          "Su respuesta no se envió porque no contiene texto, y por ahora solo se puede enviar texto. Escriba unas palabras y responda de nuevo.",
		tooLong:        "Su respuesta no se envió porque tiene más de %d caracteres. Acórtela o envíela en varias respuestas.",
		publicCommand:  "Su respuesta empieza por /wa, así que se tomó por un comando y no se envió al cliente. Los comandos van en notas internas: escríbalo allí.",
		blank:          "[WhatsApp: mensaje vacío]",
		joined:         "Este cliente también escribió en el tique #%s: WhatsApp ha mostrado que ambos son la misma persona. Los mensajes nuevos llegan al tique #%s; lo que se responda en cualquiera llega al mismo teléfono.",
		unsentFiles:    "El texto de su respuesta se envió, los archivos adjuntos no: todavía no se pueden enviar archivos. Dé un enlace al cliente o envíelos por otro medio.",
		hoursMinutes:   "%d h %d min",
		minutes:        "%d min",
		moment:         "menos de un minuto",
	}
}

func spanishReasons() map[reason]string {
	return map[reason]string{
		reasonUnknown:       "WhatsApp dio un motivo que aún no conocemos. Inténtelo una vez más; si vuelve a fallar, indique el código siguiente a su administrador.",
		reasonWindow:        "El cliente escribió por última vez hace más de 24 horas y WhatsApp ya no admite texto libre. Cuando vuelva a escribir, envíe de nuevo su respuesta; si es urgente, contáctelo por otro medio.",
		reasonUnreachable:   "WhatsApp no puede entregar mensajes a esta persona: quizá ya no usa WhatsApp, tiene una versión muy antigua, no ha aceptado sus condiciones o ha bloqueado su número. Contáctela por otro medio.",
		reasonNoRecipient:   "No conocemos ningún número ni identificador de WhatsApp de este cliente. Pídale que le escriba una vez por WhatsApp.",
		reasonNeedsPhone:    "Este tipo de mensaje necesita el teléfono del cliente y WhatsApp no nos lo muestra. Pídaselo al cliente.",
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
		reasonTerms:         "Su empresa no ha aceptado las condiciones de pagos de WhatsApp. Avise a su administrador.",
	}
}
