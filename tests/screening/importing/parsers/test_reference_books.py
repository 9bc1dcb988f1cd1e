"""Books, chapters, reports and theses in the styles of reference lists."""

import pytest

from .reading import read

AUTHORED = {  # text: type, first author, year, title, place, publisher, edition
    "Kahneman D. Thinking, fast and slow. London: Penguin; 2011.": (
        "book | Kahneman, D | 2011 | Thinking, fast and slow | London | Penguin | "
    ),
    "World Health Organization. Global status report on alcohol [Internet]. Geneva: WHO; 2018 [cited 2020 Jan 3]. "
    "Available from: https://www.who.int/publications/i/item/9789241565639": (
        "book | World Health Organization | 2018 | Global status report on alcohol | Geneva | WHO | "
    ),
    "Smith J. Ketamine for pain [dissertation]. New Haven (CT): Yale University; 2011. 212 p.": (
        "thesis | Smith, J | 2011 | Ketamine for pain | New Haven (CT) | Yale University | "
    ),
    "Murray PR, Rosenthal KS, Kobayashi GS. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.": (
        "book | Murray, PR | 2002 | Medical microbiology | St. Louis | Mosby | 4th ed"
    ),
    "American Psychiatric Association. Diagnostic and statistical manual of mental disorders. 5th ed. Washington, "
    "DC: American Psychiatric Publishing; 2013.": (
        "book | American Psychiatric Association | 2013 | Diagnostic and statistical manual of mental disorders | "
        "Washington, DC | American Psychiatric Publishing | 5th ed"
    ),
    "Van der Kolk B. The body keeps the score: brain, mind, and body. New York: Viking; 2014.": (
        "book | Van der Kolk, B | 2014 | The body keeps the score: brain, mind, and body | New York | Viking | "
    ),
    "National Institute for Health and Care Excellence. Depression in adults: treatment. London: NICE; 2022.": (
        "book | National Institute for Health and Care Excellence | 2022 | Depression in adults: treatment | "
        "London | NICE | "
    ),
    "Roe J. What is pain? A short answer. 3rd ed. Cambridge, MA: MIT Press; 1999. 300 p.": (
        "book | Roe, J | 1999 | What is pain? A short answer | Cambridge, MA | MIT Press | 3rd ed"
    ),
    "Kahneman, D. (2011) Thinking, fast and slow. London: Penguin.": (
        "book | Kahneman, D. | 2011 | Thinking, fast and slow | London | Penguin | "
    ),
    "Van der Kolk, B. (2014) The Body Keeps the Score. New York: Viking.": (
        "book | Van der Kolk, B. | 2014 | The Body Keeps the Score | New York | Viking | "
    ),
    "World Health Organization (2018) Global status report on alcohol. Geneva: WHO.": (
        "book | World Health Organization | 2018 | Global status report on alcohol | Geneva | WHO | "
    ),
    "Cohen, J. (1988) Statistical power analysis. 2nd edn. Hillsdale, NJ: Lawrence Erlbaum.": (
        "book | Cohen, J. | 1988 | Statistical power analysis | Hillsdale, NJ | Lawrence Erlbaum | 2nd edn"
    ),
    "Cottrell, S. (2019) The study skills handbook (5th edn). London: Macmillan.": (
        "book | Cottrell, S. | 2019 | The study skills handbook | London | Macmillan | 5th edn"
    ),
    "Kahneman, D. (2011). Thinking, fast and slow. Farrar, Straus and Giroux.": (
        "book | Kahneman, D. | 2011 | Thinking, fast and slow |  | Farrar, Straus and Giroux | "
    ),
    "van der Kolk, B. A. (2014). The body keeps the score: Brain, mind, and body. Viking.": (
        "book | van der Kolk, B. A. | 2014 | The body keeps the score: Brain, mind, and body |  | Viking | "
    ),
    "Cohen, J. (1988). Statistical power analysis (2nd ed.). Lawrence Erlbaum Associates.": (
        "book | Cohen, J. | 1988 | Statistical power analysis |  | Lawrence Erlbaum Associates | 2nd ed"
    ),
    "Frankl, V. E. (1959). Man's search for meaning. Beacon.": (
        "book | Frankl, V. E. | 1959 | Man's search for meaning |  | Beacon | "
    ),
    "Kahneman D (2011) Thinking, fast and slow. Farrar, Straus and Giroux, New York": (
        "book | Kahneman, D | 2011 | Thinking, fast and slow | New York | Farrar, Straus and Giroux | "
    ),
    "Borenstein M, Hedges LV (2009) Introduction to meta-analysis. Wiley, Chichester": (
        "book | Borenstein, M | 2009 | Introduction to meta-analysis | Chichester | Wiley | "
    ),
    "Kahneman, D. Thinking, Fast and Slow (Penguin, 2011).": (
        "book | Kahneman, D. | 2011 | Thinking, Fast and Slow |  | Penguin | "
    ),
    "Cohen, J. Statistical Power Analysis 2nd edn (Lawrence Erlbaum, 1988).": (
        "book | Cohen, J. | 1988 | Statistical Power Analysis |  | Lawrence Erlbaum | 2nd edn"
    ),
    "Hastie, T. & Friedman, J. The Elements of Statistical Learning (Springer, New York, 2009).": (
        "book | Hastie, T. | 2009 | The Elements of Statistical Learning | New York | Springer | "
    ),
    "World Health Organization. Global Status Report on Alcohol (WHO, 2018).": (
        "book | World Health Organization | 2018 | Global Status Report on Alcohol |  | WHO | "
    ),
    "van der Kolk, Bessel. The Body Keeps the Score: Brain, Mind and Body. New York: Viking, 2014.": (
        "book | van der Kolk, Bessel | 2014 | The Body Keeps the Score: Brain, Mind and Body | New York | Viking | "
    ),
    "Kahneman, D. Thinking, Fast and Slow; Penguin: London, UK, 2011.": (
        "book | Kahneman, D. | 2011 | Thinking, Fast and Slow | London, UK | Penguin | "
    ),
    "Roe, J.; Cohen, J. Power Analysis, 2nd ed.; Erlbaum: Hillsdale, NJ, USA, 1988; ISBN 978-0-8058-0283-2.": (
        "book | Roe, J. | 1988 | Power Analysis | Hillsdale, NJ, USA | Erlbaum | 2nd ed"
    ),
}
EDITED = {  # text: type, editors, title, book, publisher
    "Higgins JPT, Thomas J, Li T, et al., editors. Cochrane Handbook. 2nd ed. Chichester (UK): Wiley; 2019.": (
        "book | Higgins, JPT; Thomas, J; Li, T | Cochrane Handbook |  | Wiley"
    ),
    "Gilstrap LC, Cunningham FG, editors. Operative obstetrics. 2nd ed. New York: McGraw-Hill; 2002.": (
        "book | Gilstrap, LC; Cunningham, FG | Operative obstetrics |  | McGraw-Hill"
    ),
    "Roe J, Poe A, eds. Handbook of pain. Oxford University Press; 2012.": (
        "book | Roe, J; Poe, A | Handbook of pain |  | Oxford University Press"
    ),
    "Higgins J.P.T., Green S., editors. Cochrane Handbook. Wiley; Chichester, UK: 2008.": (
        "book | Higgins, J.P.T.; Green, S. | Cochrane Handbook |  | Wiley"
    ),
    "McKenzie JE, Brennan SE. Presenting findings. In: Higgins JPT, Thomas J, eds. Cochrane Handbook for "
    "Systematic Reviews. 2nd ed. Wiley; 2019:321-347.": (
        "chapter | Higgins, JPT; Thomas, J | Presenting findings | Cochrane Handbook for Systematic Reviews | Wiley"
    ),
    "McKenzie J.E., Brennan S.E. Presenting findings. In: Higgins J.P.T., Thomas J., editors. Cochrane Handbook. "
    "Wiley; Hoboken, NJ, USA: 2019. pp. 321–347.": (
        "chapter | Higgins, J.P.T.; Thomas, J. | Presenting findings | Cochrane Handbook | Wiley"
    ),
    "Doe, J. Ketamine in practice. in Handbook of Pain (eds Roe, J. & Poe, K.) 12–34 (Springer, 2011).": (
        "chapter | Roe, J.; Poe, K. | Ketamine in practice | Handbook of Pain | Springer"
    ),
    "Smith, J. (2010) ‘Ketamine in practice’, in Roe, K. and Poe, K. (eds) Handbook of pain. London: Wiley, "
    "pp. 12–30.": "chapter | Roe, K.; Poe, K | Ketamine in practice | Handbook of pain | Wiley",
    "Smith, J.; Roe, A. Ketamine in practice. In Handbook of Pain, 2nd ed.; Roe, K., Poe, J., Eds.; Springer: "
    "New York, NY, USA, 2011; pp. 12–34.": (
        "chapter | Roe, K.; Poe, J. | Ketamine in practice | Handbook of Pain | Springer"
    ),
    "Smith J (2011) Ketamine in practice. In: Roe K, Poe J (eds) Handbook of pain. Springer, Berlin, pp 12–34": (
        "chapter | Roe, K; Poe, J | Ketamine in practice | Handbook of pain | Springer, Berlin"
    ),
}
ARTICLES = {
    "Kessler, R. C. (in press). Trauma and PTSD. Psychological Medicine.": "Psychological Medicine",
    "Roe, J. (2011). Pain in mice. European Journal of Pain. https://doi.org/10.1016/j.ejpain.2011.04.004": (
        "European Journal of Pain"
    ),
    "Roe, J. (2011). Pain in cats. Biol. Psychiatry.": "Biol. Psychiatry",
    "Roe, J. (2011). Pain in rats. *Viking*.": "Viking",
    "Carey, B. (2019, March 22). Can we get better at forgetting? The New York Times.": "The New York Times",
    "DerSimonian R, Laird N. Meta-analysis. Control Clin Trials. 1986;7(3):177-88.": "Control Clin Trials",
    "Li, N. et al. Synapse formation (rapid) underlies effects. Science 329, 959–964 (2010).": "Science",
}


@pytest.mark.parametrize("text", AUTHORED)
def test_a_book_says_its_place_and_publisher(text):
    (record,), _ = read(text, "references")
    said = (record.type, record.authors[0], record.year, record.title, record.place, record.publisher)

    assert " | ".join(map(str, (*said, record.edition))) == AUTHORED[text]
    assert record.journal == ""


@pytest.mark.parametrize("text", EDITED)
def test_editors_stand_in_no_title(text):
    (record,), _ = read(text, "references")
    said = (record.type, "; ".join(record.editors), record.title, record.booktitle, record.publisher)

    assert " | ".join(said) == EDITED[text]


@pytest.mark.parametrize("text", ARTICLES)
def test_a_journal_without_a_volume_is_no_publisher(text):
    (record,), _ = read(text, "references")

    assert (record.journal, record.publisher) == (ARTICLES[text], "")
