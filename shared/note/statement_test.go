package note

func statements(lang string, named func(name, text string) string) []string {
	return []string{
		named("message missing", MessageMissing(lang, closing)),
		named("comment doubled", CommentDoubled(lang, closing, "")),
		named("comment doubled on another ticket", CommentDoubled(lang, closing, "35")),
		named("reply overlooked", ReplyOverlooked(lang, closing)),
		named("reply too late", ReplyTooLate(lang, closing)),
		named("merged", Merged(lang, "35")),
		named("merged into another's", MergedIntoAnother(lang, "35")),
	}
}
