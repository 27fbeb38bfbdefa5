package note

func englishNotes() map[key]string {
	return map[key]string{
		windowClosed:   "Your reply was not sent. The customer service window closed at %s: WhatsApp takes free text only within 24 hours of the customer's last message. When the customer writes again, send your reply again; if it is urgent, reach them another way.",
		windowNever:    "The customer has not written on this WhatsApp number yet, so there is no open window and no free text can be sent. It opens with the customer's first message.",
		windowOpen:     "You can write to the customer until %s (%s from now). Each message of the customer extends this to 24 hours.",
		windowShut:     "The window closed at %s, so WhatsApp takes no free text now. It opens again when the customer writes.",
		failed:         "Your reply did not reach the customer on WhatsApp. %s (WhatsApp code %s)",
		unconfirmed:    "WhatsApp did not confirm your reply, so it may or may not have reached the customer. It was not sent again, because the customer could then get it twice. Ask the customer, or wait for an answer, before you repeat it.",
		help:           "Write a command as an internal note; the customer never sees it.\n/wa window: until when you can write to the customer\n/wa help: this list",
		unknownCommand: "There is no command “%s”.",
		empty:          "Your reply was not sent, because it holds no text, and only text can be sent so far. Write a few words and reply again.",
		tooLong:        "Your reply was not sent, because it is longer than %d characters. Shorten it, or send it as several replies.",
		publicCommand:  "Your reply begins with /wa, so it was taken for a command and not sent to the customer. Commands belong in internal notes: write it there again.",
		blank:          "[WhatsApp: empty message]",
		joined:         "This customer also wrote in ticket #%s: WhatsApp has shown that both are one person. New messages arrive in ticket #%s; replies on either reach the same phone.",
		unsentFiles:    "The text of your reply was sent, its attachments were not: files cannot be sent yet. Give the customer a link, or send the files another way.",
		hoursMinutes:   "%d h %d min",
		minutes:        "%d min",
		moment:         "less than a minute",
	}
}

func englishReasons() map[reason]string {
	return map[reason]string{
		reasonUnknown:       "WhatsApp gave a reason that we do not know yet. Try once more; if it fails again, give the code below to your administrator.",
		reasonWindow:        "The customer last wrote more than 24 hours ago, and WhatsApp takes no free text after that. When the customer writes again, send your reply again; if it is urgent, reach them another way.",
		reasonUnreachable:   "WhatsApp cannot deliver to this person: they may not use WhatsApp any more, use a very old version, not have accepted its terms, or have blocked your number. Reach them another way.",
		reasonNoRecipient:   "We do not know a WhatsApp number or user id of this customer. Ask them to write to you on WhatsApp once.",
		reasonNeedsPhone:    "This kind of message needs the customer's phone number, and WhatsApp does not show it to us. Ask the customer for it.",
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
		reasonTerms:         "Your company has not accepted WhatsApp's terms for payments. Tell your administrator.",
	}
}
