"""The house keeps its shape: who may import whom, what is pure, who may read what is sealed."""

import ast

import pytest

from tests.architecture import Module, modules

# 1. The apps, lowest first. `ketreview` has a ground floor (knows no app) and a roof (knows all).
GROUND = (
    "ketreview.statuses",
    "ketreview.web",
    "ketreview.calculator",
    "ketreview.compression",
    "ketreview.frames",
    "ketreview.piped",
    "ketreview.processes",
    "ketreview.tiles",
    "ketreview.wording",
    "ketreview.accounts",
    "ketreview.catalogue",
    "ketreview.drawing",
    "ketreview.templatetags",
)
ROOF = (
    "ketreview.urls",
    "ketreview.settings",
    "ketreview.home",
    "ketreview.demo",
    "ketreview.navigation",
    "ketreview.management",
    "ketreview.celery",
    "ketreview.celery_backend",
    "ketreview.wsgi",
    "ketreview.asgi",
    "ketreview.apps",
    "ketreview.checks",
    "ketreview.gunicorn_hooks",
)
# 2. The features of each app, lowest first.
FEATURES = {
    "screening": (
        "team",
        "jobs",
        "reviews",
        "importing",
        "workflow",
        "dedupe",
        "fulltext",
        "finding",
        "exporting",
        "progress",
        "rounds",
    ),
    "synthesis": (
        "studies",
        "extraction",
        "stats",
        "charts",
        "appraisal",
        "analyses",
        "networks",
        "grading",
        "narratives",
        "reports",
    ),
}
# 3. The layers of a feature, lowest first. A module of any other name is pure.
LAYERS = ("queries", "actions", "forms", "views", "urls")
DJANGO_MODULES = {
    *LAYERS,
    "access",
    "audit",
    "sight",
    "tasks",
    "jobs",
    "resources",
    "blinding",
    "sealing",
    "registry",
    "admin",
    "apps",
    "management",
}
# The job's own bookkeeping is the feature; its modules read and write the Job row.
DJANGO_WHOLE = (
    "screening.jobs",
    "screening.models",
    "synthesis.models",
    "synthesis.reports",
    "screening.management",
    "synthesis.management",
)

IMPURE = ("django", "import_export", "django_tasks", "celery", "requests", "time", "secrets", "uuid")


def under(name: str, *prefixes: str) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)


def floor(name: str) -> int | None:
    """0 ground, 1 screening, 2 synthesis, 3 roof; None for anything not ours."""
    if under(name, *GROUND):
        return 0
    if under(name, "screening"):
        return 1
    if under(name, "synthesis"):
        return 2
    if under(name, *ROOF):
        return 3
    return None


def feature(name: str) -> tuple[str, int] | None:
    """The app and the place of its feature in the order."""
    parts = name.split(".")
    if len(parts) > 1 and parts[1] in FEATURES.get(parts[0], ()):
        return parts[0], FEATURES[parts[0]].index(parts[1])
    return None


def layer_of(module: str) -> int:
    """-1 for a pure module, else the place in LAYERS; modules between are placed with the nearest."""
    names = set(module.split(".")[2:])
    between = {"blinding": 0, "sealing": 0, "access": 0, "audit": 1, "registry": 1, "resources": 1, "jobs": 1}
    for name in names:
        if name in LAYERS:
            return LAYERS.index(name)
        if name in between:
            return between[name]
    return -1


def is_pure(module: Module) -> bool:
    parts = module.parts
    if under(module.name, "ketreview.drawing"):
        return True
    if under(module.name, *DJANGO_WHOLE) or len(parts) < 3 or parts[0] == "ketreview":
        return module.name == "screening.roles"
    return not (set(parts[2:]) & DJANGO_MODULES) and module.path.name != "__init__.py"


def breaches(found: dict[str, list[str]]) -> dict[str, list[str]]:
    """The modules that have any, each with its own."""
    return {name: broken for name, broken in found.items() if broken}


def test_imports_never_go_up():
    def upward(module: Module) -> list[str]:
        here = floor(module.name)
        floors = {name: floor(name) for name in module.imports} if here is not None else {}
        return [name for name, there in floors.items() if there is not None and there > here]

    assert breaches({module.name: sorted(upward(module)) for module in modules()}) == {}


def test_every_module_of_the_site_package_has_a_floor():
    assert [m.name for m in modules() if floor(m.name) is None and m.name != "ketreview"] == []


def test_a_feature_uses_only_earlier_features():
    def later(module: Module) -> list[str]:
        app, place = feature(module.name)
        used = {name: feature(name) for name in module.imports}
        return [name for name, there in used.items() if there and there[0] == app and there[1] > place]

    in_features = [module for module in modules() if feature(module.name)]
    assert len(in_features) > 300
    assert breaches({module.name: sorted(later(module)) for module in in_features}) == {}


def test_inside_a_feature_the_layers_go_one_way():
    names = {module.name for module in modules()}

    def upward(module: Module) -> list[str]:
        own, here = ".".join(module.parts[:2]), layer_of(module.name)
        return [name for name in module.imports if under(name, own) and name in names and layer_of(name) > here]

    assert breaches({module.name: sorted(upward(module)) for module in modules() if feature(module.name)}) == {}


def test_pure_modules_know_no_framework_clock_or_chance():
    def impure(module: Module) -> list[str]:
        framework = [name for name in module.imports if under(name, *IMPURE)]
        models = [name for name in module.imports if under(name, "screening.models", "synthesis.models")]
        return framework + models + [use for use, _ in module.names_used if is_clock_or_chance(use)]

    pure = [module for module in modules() if is_pure(module)]
    assert len(pure) > 150
    assert breaches({module.name: sorted(impure(module)) for module in pure}) == {}


def is_clock_or_chance(use: str) -> bool:
    clocks = ("datetime.now", "datetime.datetime.now", "date.today", "datetime.date.today")
    unseeded = use.startswith("np.random.") and not use.startswith("np.random.default_rng")
    return use in clocks or use == "random.random" or unseeded


def test_models_import_no_feature():
    models = {module.name: module for module in modules() if ".models" in module.name}
    assert len(models) > 10
    assert breaches({name: sorted(filter(feature, module.imports)) for name, module in models.items()}) == {}


SEALED = {
    "Decision": (
        "screening.workflow.blinding",
        "screening.workflow.actions",
        "screening.importing.actions.undoing",  # that there are any, and of which file: no direction
        "screening.importing.queries.undo",
    ),
    "Slot": (
        "screening.workflow",
        "screening.importing.actions",
        "screening.importing.queries",
        "screening.dedupe",
        "screening.rounds",
    ),
    "Resolution": (
        "screening.workflow",
        "screening.importing.actions.undoing",
        "screening.importing.queries.undo",
    ),
    "LabelUse": ("screening.workflow.blinding", "screening.workflow.actions"),
    "Comment": ("screening.workflow.blinding", "screening.workflow.actions"),
    "CarriedVote": ("screening.workflow", "screening.importing.queries.undo"),
    "Extraction": ("synthesis.extraction.sealing", "synthesis.extraction.actions"),
    "Appraisal": ("synthesis.appraisal.sealing", "synthesis.appraisal.actions"),
    "ExtractedValue": ("synthesis.extraction.sealing", "synthesis.extraction.actions"),
}


@pytest.mark.parametrize("model", SEALED)
def test_sealed_rows_are_read_by_their_reader_and_actions_alone(model):
    readers = sorted(
        f"{module.name}:{line}"
        for module in modules()
        if not under(module.name, *SEALED[model])
        for use, line in module.names_used
        if use.startswith((f"{model}.objects", f"{model}._default_manager", f"models.{model}.objects"))
    )
    assert readers == []


def test_no_module_is_named_for_nothing():
    names = {"utils", "helpers", "common", "core", "misc", "services", "managers"}
    assert [m.name for m in modules() if set(m.parts) & names] == []


def test_nothing_goes_round_the_direction_by_name_or_signal():
    found = []
    for module in modules():
        if under(module.name, "ketreview.accounts.apps"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and node.attr == "get_model":
                found.append(f"{module.name}:{node.lineno} get_model")
        if any(under(name, "django.db.models.signals", "django.dispatch") for name in module.imports):
            found.append(f"{module.name} signals")
    assert found == []


HEAVY = ("statsmodels", "sklearn", "matplotlib", "scipy", "pandas", "rapidfuzz")
WEB_LAYERS = ("queries", "actions", "forms", "views", "urls", "models", "admin", "apps", "access")


def test_what_the_web_process_loads_imports_nothing_heavy_at_the_top():
    found = sorted(
        f"{module.name} imports {name}"
        for module in modules()
        if set(module.parts) & set(WEB_LAYERS) or module.parts[0] == "ketreview"
        for node in module.tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""])
        if under(name, *HEAVY)
    )
    assert found == []


def test_every_lock_leaves_the_key_free():
    """A lock of the key keeps others from writing rows that refer to it: two of them once waited for each other."""
    for module in modules():
        for call in ast.walk(ast.parse(module.path.read_text())):
            if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "select_for_update":
                assert "no_key" in {word.arg for word in call.keywords}, f"{module.name}, line {call.lineno}"
