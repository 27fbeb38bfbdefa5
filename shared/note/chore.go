package note

import "fmt"

// Texts about reminders and surveys.
const (
	reminderSent        key = "reminder sent"        // with the template's name and language
	reminderFailed      key = "reminder failed"      // with the code
	reminderUnconfirmed key = "reminder unconfirmed" //
	surveySent          key = "survey sent"          //
	surveyFailed        key = "survey failed"        // with the code
	surveyUnconfirmed   key = "survey unconfirmed"   //
	choreArrived        key = "chore arrived"        //
	choose              key = "choose"               // on the button that opens a list, to the customer
	rated               key = "rated"                // with the choice, the score and the highest one
	ratedAnew           key = "rated anew"           // with the choice, the score, the highest one, and the score before
)

// ReminderSent records in the ticket that the customer was reminded, by which
// template, and what it told them.
func ReminderSent(lang, name, language, said string) string {
	return fmt.Sprintf(text(lang, reminderSent), name, language) + "\n" + said
}

// SurveySent records in the ticket that the customer was asked how it went.
func SurveySent(lang, said string) string { return text(lang, surveySent) + "\n" + said }

// ChoreFailed tells that a survey, or else a reminder, did not reach the customer.
func ChoreFailed(lang string, survey bool, code string) string {
	if survey {
		return fmt.Sprintf(text(lang, surveyFailed), quoted(code, "?"))
	}
	return fmt.Sprintf(text(lang, reminderFailed), quoted(code, "?"))
}

// ChoreUnconfirmed tells that WhatsApp's answer to a survey, or else a reminder,
// was lost.
func ChoreUnconfirmed(lang string, survey bool) string {
	if survey {
		return text(lang, surveyUnconfirmed)
	}
	return text(lang, reminderUnconfirmed)
}

// ChoreArrived takes back ChoreFailed or ChoreUnconfirmed.
func ChoreArrived(lang string) string { return text(lang, choreArrived) }

// ChooseButton stands on the button that opens a list of answers: a customer
// reads it, in their own language. At most 20 characters.
func ChooseButton(lang string) string { return text(lang, choose) }

// Rated stands in the ticket for a customer's answer to a survey: the words of
// the choice, and its score out of the highest. before is the customer's former
// score, or 0.
func Rated(lang, choice string, score, of, before int) string {
	if before > 0 && before != score {
		return fmt.Sprintf(text(lang, ratedAnew), quoted(choice, "?"), score, of, before)
	}
	return fmt.Sprintf(text(lang, rated), quoted(choice, "?"), score, of)
}
