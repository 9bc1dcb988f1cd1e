"""Words that tell what a piece of a reference is about, in the languages most references are written in."""

_WORDS = {
    "month": "jan january feb february mar march apr april may jun june jul july aug august sep sept september "
    "oct october nov november dec december januar februar märz mai juni juli oktober dezember janvier "
    "février mars avril juin juillet août septembre octobre novembre décembre enero febrero marzo "
    "abril mayo junio julio agosto septiembre octubre noviembre diciembre spring summer autumn fall "
    "winter",
    "editor": "ed eds edited editor editors hrsg hg herausgegeben dir coord coords ed.by redaktion",
    "translator": "trans translated translator trad übers tr übersetzt",
    "and": "and und et y e & och en with",
    "particle": "van von der den de di da del della du dos das do la le al el ter ten zu zur st ibn bin y",
    "journal": "journal j review reviews rev annals ann proceedings proc transactions trans bulletin bull "
    "archives arch letters lett quarterly zeitschrift revue revista rivista acta int international am "
    "american european eur clin med sci res biol chem phys psychol soc nat",
    "publisher": "press publishers publisher publishing university univ verlag springer elsevier wiley routledge "
    "sage books academic éditions editions edition editorial ediciones kluwer blackwell oxford "
    "cambridge harper penguin macmillan palgrave mit gallimard suhrkamp fischer mcgraw-hill prentice "
    "hall inc ltd gmbh co llc",
    "event": "conference symposium workshop meeting congress proceedings tagung kongress colloquium advances "
    "lecture notes handbook encyclopedia international annual ieee acm",
    "thesis": "thesis dissertation phd ph.d diss master msc doctoral habilitation unpublished report technical "
    "working paper manuscript preprint arxiv",
    "pages": "p pp pages page s seiten pgs pag págs",
    "volume": "vol volume vols no nr number issue band bd num tome heft suppl supplement jg t n",
    "retrieved": "retrieved accessed available from at online http url internet abgerufen zuletzt consulted viewed",
    "in": "in",
    "et": "al others",
    "edition": "edition edn aufl auflage édition ed 1st 2nd 3rd 4th 5th",
}
KINDS: dict[str, list[str]] = {}
for _kind, _listed in _WORDS.items():
    for _word in _listed.split():
        KINDS.setdefault(_word, []).append(_kind)
