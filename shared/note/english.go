package note

func englishReplies() map[key]string {
	return map[key]string{
		windowClosed:  "Your reply was not sent. The customer service window closed at %s: WhatsApp takes free text only within 24 hours of the customer's last message. When the customer writes again, send your reply again; if it is urgent, reach them another way.",
		windowNever:   "The customer has not written on this WhatsApp number yet, so there is no open window and no free text can be sent. It opens with the customer's first message.",
		windowOpen:    "You can write to the customer until %s (%s from now). Each message of the customer extends this to 24 hours.",
		windowShut:    "The window closed at %s, so WhatsApp takes no free text now. It opens again when the customer writes.",
		failed:        "Your reply did not reach the customer on WhatsApp. %s (WhatsApp code %s)",
		unconfirmed:   "WhatsApp did not confirm your reply, so it may or may not have reached the customer. It was not sent again, because the customer could then get it twice. Ask the customer, or wait for an answer, before you repeat it.",
		waiting:       "Your reply has not left yet, because WhatsApp does not answer. It is sent as soon as WhatsApp does, so do not send it again. If the window closes before that, another note tells you what became of it.",
		publicCommand: "Your reply begins with /wa, so it was taken for a command and not sent to the customer. Commands belong in internal notes: write it there again.",
		blank:         "[WhatsApp: empty message]",
		joined:        "This customer also wrote in ticket #%s: WhatsApp has shown that both are one person. New messages arrive in ticket #%s; replies on either reach the same phone.",
		hoursMinutes:  "%d h %d min",
		minutes:       "%d min",
		moment:        "less than a minute",
		arrived:       "An earlier note said that your reply did not arrive, or may not have. WhatsApp now says that it reached the customer, so there is no need to send it again.",
		empty:         "Your reply was not sent, because it holds neither text nor a file. Write a few words and reply again.",
		splitFrom:     "This ticket and ticket #%s were taken for one person's. They are two people's, and have been separated: from now on each person's messages arrive in their own ticket. What was written before stays where it is, so check who wrote it before you act on it.",
		split:         "Two people were taken for one in this ticket, and have been separated: from now on each person's messages arrive in their own ticket. What was written before stays where it is, so check who wrote it before you act on it.",
		earlier:       "Earlier tickets of this person: %s",
	}
}

func englishCommands() map[key]string {
	return map[key]string{
		help:             "Write a command as an internal note, which the customer never sees.",
		helpWindow:       "/wa window: until when you can write to the customer",
		helpReact:        "/wa react EMOJI: puts an emoji on the customer's last message; “off” takes it away. Example: /wa react 👍",
		helpButtons:      "/wa buttons QUESTION | BUTTON | BUTTON: asks with up to %d buttons of up to %d characters. Example: /wa buttons Shall we call you? | Yes | No",
		helpList:         "/wa list QUESTION | BUTTON | CHOICE - DESCRIPTION | …: asks with a button that opens up to %d choices of up to %d characters; a description, if any, has up to %d. Example: /wa list Which day suits you? | Choose | Monday - 9 to 12 | Tuesday",
		helpContact:      "/wa contact [TEXT]: asks for the customer's phone number, which one tap shares. Example: /wa contact May we call you?",
		helpLocation:     "/wa location [TEXT]: asks where the customer is, which one tap shares. Example: /wa location Where shall we come?",
		helpTemplate:     "/wa template NAME [LANGUAGE] [NAME=VALUE …]: sends an approved template, in any window. What you leave out is filled in by the rules where they know it. Example: /wa template case_update en case=2 topic=\"your order\"",
		helpCost:         "/wa cost: what WhatsApp charges for messages to this customer",
		helpDrop:         "/wa drop: takes back the replies that wait until the customer writes",
		helpHelp:         "/wa help: this list",
		unknownCommand:   "There is no command “%s”.",
		wrongForm:        "“%s” was not carried out. %s The right form:",
		formIncomplete:   "A part of it is missing, stands there twice, or is longer than WhatsApp takes.",
		textMissing:      "The text is missing.",
		textLong:         "The text may have %d characters at most.",
		buttonMissing:    "A button is missing.",
		buttonLong:       "A button may have %d characters at most.",
		buttonsMany:      "There may be %d buttons at most.",
		rowMissing:       "A choice is missing.",
		rowLong:          "A choice may have %d characters at most.",
		rowsMany:         "There may be %d choices at most.",
		descriptionLong:  "A description may have %d characters at most.",
		emojiMissing:     "The emoji is missing.",
		emojiMany:        "It takes one emoji and nothing else.",
		nothingToReactTo: "There is nothing to react to: the customer has not written yet, or so long ago that WhatsApp takes no reaction any more (30 days). Write a reply instead.",
		askedForNumber:   "Your reply was not sent: WhatsApp needs the customer's phone number for it, and does not show it to us. We have asked the customer for it, and one tap shares it. When it has come, send your reply again.",
		contactQuestion:  "May we have your phone number? One tap on the button shares it with us.",
		locationQuestion: "Where are you? One tap on the button shares your location with us.",
	}
}

func englishFiles() map[key]string {
	return map[key]string{
		fileTooLarge:   "The customer's file “%s” is not in this ticket: it is %s, and the helpdesk takes files of up to %s. Ask the customer for a link, or for a smaller file.",
		fileGone:       "The customer's file “%s” is not in this ticket: WhatsApp no longer has it. WhatsApp keeps a file for %d days at most. Ask the customer to send it again.",
		fileLate:       "The customer's file “%s” could not be fetched from WhatsApp yet. We keep trying until %s, and it appears in this ticket when it has come. If it is urgent, ask the customer to send it again.",
		fileDamaged:    "The customer's file “%s” is not in this ticket: each time it was fetched it arrived damaged. Ask the customer to send it again.",
		fileRefused:    "The customer's file “%s” is not in this ticket, because it was refused (code %s). Ask the customer to send it in another format, or a link to it; if it happens again, give the code to your administrator.",
		unsentLarge:    "The file “%s” of your reply was not sent: it is %s, and WhatsApp takes files of up to %s. Give the customer a link, or send a smaller file.",
		unsentEmpty:    "The file “%s” of your reply was not sent, because it is empty. Check it, and attach it to a new reply.",
		unsentType:     "The file “%s” of your reply was not sent: WhatsApp takes no files of its type. Send it as a PDF, a Word or Excel file, a JPEG or PNG picture or an MP4 video, or give the customer a link.",
		unsentMalware:  "The file “%s” of your reply was not sent: the helpdesk found malware in it and hands it to nobody. Send a clean copy, or none.",
		unsentGone:     "The file “%s” of your reply was not sent, because it is no longer in the helpdesk. Attach it to a new reply.",
		unsentWithheld: "The file “%s” of your reply was not sent, because the helpdesk does not hand it over to us. Give the customer a link, and tell your administrator if it happens again.",
		unsentLate:     "The file “%s” of your reply was not sent, because it could not be brought to WhatsApp in time. Attach it to a new reply, or give the customer a link.",
		unsentRefused:  "The file “%s” of your reply was not sent, because WhatsApp did not take it. %s (WhatsApp code %s)",
		textGoes:       "If your reply has a text, the customer gets it without the file.",
		nameless:       "unnamed",
	}
}

func englishReasons() map[reason]string {
	return map[reason]string{
		reasonUnknown:       "WhatsApp gave a reason that we do not know yet. Try once more; if it fails again, give the code below to your administrator.",
		reasonWindow:        "The customer last wrote more than 24 hours ago, and WhatsApp takes no free text after that. When the customer writes again, send your reply again; if it is urgent, reach them another way.",
		reasonUnreachable:   "WhatsApp cannot deliver to this person: they may not use WhatsApp any more, use a very old version, not have accepted its terms, or have blocked your number. Reach them another way.",
		reasonNoRecipient:   "We do not know a WhatsApp number or user id of this customer. Ask them to write to you on WhatsApp once.",
		reasonNeedsPhone:    "This kind of message needs the customer's phone number, and WhatsApp does not show it to us. Ask for it with /wa contact, and send your reply again when it has come.",
		reasonBlockedByUs:   "Your company has blocked this customer on WhatsApp. Ask your administrator to unblock them.",
		reasonCountry:       "WhatsApp does not let your company write to this country. Reach the customer another way.",
		reasonSelf:          "The customer's number is your own business number. Check who the ticket belongs to.",
		reasonTestNumber:    "Your WhatsApp number is a test number, and this customer is not on its list. Ask your administrator to add them.",
		reasonOptedOut:      "The customer asked for no more marketing messages. Answer only what they ask.",
		reasonWithheld:      "WhatsApp held it back, because the customer has had many marketing messages or takes part in a test of WhatsApp's. Do not repeat it within 24 hours.",
		reasonPayment:       "There is a problem with your company's payment for WhatsApp. Tell your administrator, who can mend it in WhatsApp Manager, and send your reply again then.",
		reasonRestricted:    "WhatsApp has restricted your company's account. Tell your administrator, who finds the reason in WhatsApp Manager, and send your reply again when it is lifted.",
		reasonDisplayName:   "The display name of your WhatsApp number is not approved. Tell your administrator, and send your reply again when it is.",
		reasonSpam:          "WhatsApp limits your number, because people have blocked it or reported it as spam. Tell your administrator, and send your reply again later.",
		reasonAccess:        "Our access to your WhatsApp account has ended or lacks a permission. Tell your administrator, and send your reply again when it is mended.",
		reasonNumber:        "Your WhatsApp number is not registered correctly. Tell your administrator, and send your reply again when it is.",
		reasonOwner:         "Another system is answering this conversation on WhatsApp at the moment. Take it over there, or wait until it is handed to you.",
		reasonBusy:          "Too many messages were sent at once. Wait a few minutes and send your reply again.",
		reasonOutage:        "WhatsApp had a technical problem. Wait a few minutes and send your reply again.",
		reasonContent:       "WhatsApp did not accept the form of the message. Send it again as plain text; if it fails again, tell your administrator.",
		reasonMedia:         "A file could not be loaded. Send it in another format or smaller, or give the customer a link.",
		reasonExpired:       "It could not be delivered within the time for which WhatsApp keeps your messages. Send your reply again.",
		reasonTemplate:      "The values filled into the template do not fit it. Check how many there are, and that none is empty, too long or has line breaks.",
		reasonTemplateGone:  "The template does not exist in this language, is not approved, or is not ready yet. Choose another one, or ask your administrator.",
		reasonTemplatePause: "WhatsApp has stopped this template or its form for now. Choose another one, or ask your administrator.",
		reasonTemplateRule:  "The template's content breaks a rule of WhatsApp's. Choose another one, or ask your administrator to change it.",
		reasonUtilityStop:   "WhatsApp has stopped your company's service templates for a while, because some of them were advertising. Free text still leaves while the window is open. Tell your administrator.",
		reasonTerms:         "Your company has not accepted WhatsApp's terms for payments. Tell your administrator.",
	}
}

func englishTemplates() map[key]string {
	return map[key]string{
		offered:         "An approved template fits. To send it, write this as an internal note: %s",
		templateSent:    "The template “%s” (%s) was sent to the customer:",
		keptReply:       "Your reply itself was not sent, because the window is closed. When the customer answers, send it again if it is still needed.",
		keptClosed:      "Your reply waits. The customer service window closed at %s, and WhatsApp takes no free text until the customer writes again.",
		keptNever:       "Your reply waits. The customer has not written on this WhatsApp number yet, and WhatsApp takes no free text before.",
		keptUntil:       "When the customer writes before %s, your reply is sent by itself. To take it back, write this as an internal note: /wa drop",
		keptLeaves:      "The customer has written, so your reply of %s is being sent now.",
		keptTooLong:     "The customer has written, but your reply of %s has waited for too long and was not sent. Send it again if it still fits.",
		keptDropped:     "Replies taken back, which no longer wait for the customer: %d.",
		keptNone:        "No reply waits for the customer on this ticket.",
		notSent:         "No template was sent. %s",
		noTemplateNamed: "No template is named.",
		noSuchTemplate:  "There is no template “%s”.",
		didYouMean:      "Did you mean: %s?",
		otherLanguages:  "There is no approved template “%s” in this language; there is one in: %s.",
		notApproved:     "The template “%s” may not be sent: WhatsApp has it as %s.",
		cannotFill:      "The template “%s” has a part that cannot be filled from here. Choose another one.",
		strayWord:       "A word is neither a language nor a value: values are written as name=value, several words in quotation marks.",
		moneyHeld:       "The template was not sent: what WhatsApp charged this month has come so near its limit of USD %s that templates stop. Replies in an open window go as ever. The limit is the policy's (money) and counts anew on the first of the month.",
		moneyHeldToday:  "The template was not sent: what WhatsApp charged today has come so near its daily limit of USD %s that templates stop. Replies in an open window go as ever. The limit is the policy's (money) and counts anew at 00:00 UTC; templates go again then.",
		tierFull:        "The template was not sent: WhatsApp lets us reach so many people a day whose window is closed, and today's are reached. There is room again at %s. Write the command again then.",
		notThen:         "It could not be sent when you asked for it. It may be by now; write the command again:\n%s",
		valueMissing:    "The value of “%s” is missing.",
		valueUnknown:    "The template takes no value “%s”.",
		valueUnfit:      "The value of “%s” does not fit: it may have no line breaks, tabs or long runs of spaces, and an address must be one.",
		valueLong:       "The value of “%s” may have %d characters at most.",
		wholeLong:       "With these values the template has more than %d characters.",
		templateForm:    "The right form:",
		closingSoon:     "The customer service window closes in %s, at %s, unless the customer writes before. Until then you can answer freely; after that only with an approved template.",
		closedNow:       "The customer service window closed at %s, and the customer has no answer yet. WhatsApp now takes an approved template only, until the customer writes.",
	}
}

func englishPrices() map[key]string {
	return map[key]string{
		costOf:       "What WhatsApp charges for each delivered message to this customer (%s), in US dollars:",
		costReply:    "A reply: %s.",
		costShut:     "A reply: none can be sent now, because the window is closed.",
		costTemplate: "A template: %s (utility), %s (marketing), %s (authentication).",
		costFree:     "Messages to this customer are free for the moment, because the customer came by an advertisement.",
		costFreeTier: "The first %d replies of a number in each month are free.",
		costUnknown:  "not known",
		costNowhere:  "We do not know what WhatsApp charges for messages to this customer: our rate cards do not have the country.",
		costCard:     "These are the rates since %s. WhatsApp's bill is the truth.",
		priceNow:     "A reply costs %s now.",
		priceLater:   "The template costs %s.",
	}
}

func englishDigest() map[key]string {
	return map[key]string{
		digestSubject:    "WhatsApp: %d windows close by %s",
		digestSubjectOne: "WhatsApp: 1 window closes by %s",
		digestHead:       "%d customers wait for an answer, and their customer service windows close by %s. Until then you can answer freely; after that only with an approved template.",
		digestHeadOne:    "1 customer waits for an answer, and the customer service window closes by %s. Until then you can answer freely; after that only with an approved template.",
		digestTotal:      "Value in all: %s.",
		digestUnvalued:   "Without a value: %d.",
		digestLeft:       "%s left, until %s",
		digestNobody:     "nobody assigned",
		digestMore:       "and %d more",
		digestUnread:     "There was no time to look at the tickets of %d more conversations whose windows close by then.",
		digestSearch:     "To see every ticket with an open window, search the helpdesk for: %s",
	}
}

func englishChores() map[key]string {
	return map[key]string{
		reminderSent:        "The customer was reminded, because the window closes soon and they have not answered. The template “%s” (%s) was sent:",
		reminderFailed:      "The reminder did not reach the customer (WhatsApp code %s). It is not sent again: if it matters, write to the customer before the window closes.",
		reminderUnconfirmed: "WhatsApp did not confirm the reminder, so it may or may not have reached the customer. It was not sent again.",
		surveySent:          "The customer was asked how it went:",
		surveyFailed:        "The customer was not asked how it went: WhatsApp did not take the question (WhatsApp code %s). Nothing has to be done.",
		surveyUnconfirmed:   "WhatsApp did not confirm the question how it went, so it may or may not have reached the customer. It was not sent again.",
		choreArrived:        "An earlier note said that WhatsApp did not deliver a message of Ventana's, or may not have. It has reached the customer after all.",
		choose:              "Choose",
		rated:               "[rating] %s (%d of %d)",
		ratedAnew:           "[rating] %s (%d of %d), changed from %d",
	}
}
