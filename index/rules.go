package index

import (
	"slices"
	"strings"

	"iombot/index/classify"
	"iombot/locales"
	"iombot/locales/text"
)

// rules are small closed word lists of a language, lower case and without
// diacritics. Besides the analyzer they are all that the search knows of a
// language; they are optional.
type rules struct {
	// strange are the letters that only names and foreign words have.
	strange string
	// latin is the factor for the language's odds when a text in Latin letters is
	// read in its own script. People write Russian so more often than Ukrainian.
	latin float64
	// Words that mark the beginning of a question: asks near the beginning of a
	// clause, opens only as its first word. joins begin another main clause.
	asks, opens, joins []string
	// refers are words that refer to something said before. leads begin a message
	// that continues it, denies one that says that it was not meant, amends one that
	// changes a detail.
	refers, leads, denies, amends []string
	// cries are words that, alone or with each other, call for help; with are words
	// that may stand beside them.
	cries, with []string
}

func rulesOf(lang locales.Lang) rules {
	switch lang {
	case locales.ET:
		return rules{
			strange: "cqwxy",
			asks: words("kas kes keda kelle kellele kellega kellelt kellest kelleks mis mida mille millele millega millest milles milleks " +
				"milline millise millist millised missugune mismoodi kumb kumma kumba kus kuhu kust millal kuidas miks mitu mitmes mitmeks palju kaua"),
			opens:  words("utle utelge oelge raagi raakige seleta seletage selgita selgitage anna andke naita naidake saada saatke"),
			joins:  words("ja ning aga kuid ent samuti lisaks"),
			refers: words("see seda selle sellega sellest selleks sellele seal sealt sinna nii nad neid neile nende nendega ta teda tema seega siis sel samuti ka"),
			leads:  words("ja aga kuid ent no noh siis ning mis et kui"),
			denies: words("ei mitte vale hoopis pigem"),
			amends: words("vabandust sorri oota oodake"),
			cries:  words("appi aidake aita aidage sos paastke abi help hadas hadaabi"),
			with: words("palun mind meid mul on vaja vajan ma kiiresti kohe keegi mulle please me olen oleme suures " +
				"mu minu ta sober sopra sobranna venda vend oel ode poega poeg tutar last laps naine mees naaber"),
		}
	case locales.EN:
		return rules{
			strange: "õäöüšž",
			asks:    words("what who whom whose which where when why how whats whos wheres hows"),
			opens: words("can could do does did is are am was were may might will would shall should must have has " +
				"tell explain give show send"),
			joins:  words("and also plus but"),
			refers: words("it that this there they them their these those he she him her its then so too also one"),
			leads:  words("and but so then or what if also ok okay because"),
			denies: words("no not nope wrong"),
			amends: words("sorry wait actually"),
			cries:  words("help sos mayday emergency trouble danger"),
			with: words("me us please i need now somebody someone anyone urgent fast quick quickly is there am are in a big real we he she they " +
				"my our him her friend brother sister son daughter child wife husband neighbour neighbor"),
		}
	case "ru":
		return rules{
			strange: "іїєґ", latin: .5,
			asks:   words("что кто где куда когда как какие какой какая какое сколько почему зачем чем кому кого можно нужно надо ли"),
			opens:  words("скажите подскажите расскажите могу можете дайте"),
			joins:  words("и а но также еще"),
			refers: words("это этого этот эта этому там туда он она они их им его ее тогда тоже так"),
			leads:  words("а и но ну тогда если или еще"),
			denies: words("нет не"),
			amends: words("извините простите вернее точнее подождите"),
			cries:  words("помогите помоги спасите помощь сос help беде"),
			with:   words("мне нам пожалуйста нужна срочно нужно очень кто нибудь я мы он она в мой моя моему моей друг другу подруга подруге брат брату сестра сестре"),
		}
	case "uk":
		return rules{
			strange: "ыэёъ", latin: .15,
			asks:   words("що хто де куди коли як яки який яка яке скільки чому чим кому кого можна потрібно треба чи"),
			opens:  words("скажіть підкажіть розкажіть можу можете дайте"),
			joins:  words("і й а але також ще та"),
			refers: words("це цього цей ця цьому там туди він вона вони їх їм його її тоді теж так"),
			leads:  words("а і й але ну тоді якщо або ще"),
			denies: words("ні не"),
			amends: words("вибачте перепрошую точніше радше зачекайте"),
			cries:  words("допоможіть допоможи рятуйте допомога сос help біді"),
			with:   words("мені нам будь ласка потрібна терміново треба дуже хтось я ми він вона в у мій моя моєму моїй друг другу подруга подрузі брат брату сестра сестрі"),
		}
	}
	return rules{}
}

// isCry reports whether a message is a bare call for help.
func (r *rules) isCry(tokens []classify.Token) bool {
	cries := false
	for _, t := range tokens {
		switch {
		case slices.Contains(r.cries, t.Word):
			cries = true
		case !slices.Contains(r.with, t.Word):
			return false
		}
	}
	return cries
}

// words lists the words of s as tokens have them.
func words(s string) []string { return strings.Fields(text.FoldMarks(s)) }
