"""How the documentation is built. The build needs no network and fails on any warning."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from sphinx.application import Sphinx

DOCS = Path(__file__).parent
ROOT = DOCS.parent
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(DOCS / "_ext"))
# the kernels of the notebooks import the same tree
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(ROOT / "src"), *filter(None, [os.environ.get("PYTHONPATH")])]
)

import mineralsec  # noqa: E402 - found through the path above

project = "mineralsec"
author = "The mineralsec developers"
copyright = "2026, The mineralsec developers"
version = release = mineralsec.__version__

extensions = [
    "data_cards",
    "mathml",
    "myst_nb",
    "numpydoc",
    "record_table",
    "reproduced",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_copybutton",
    "sphinx_design",
    "sphinxcontrib.bibtex",
    "symbols",
]
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
exclude_patterns = ["_build", "_ext", "_templates", "figures"]
templates_path = ["_templates"]

# --- what is written in Markdown and notebooks ------------------------------------------------

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 300
nb_merge_streams = True  # lines printed one by one are one output

# --- what is read from the code ---------------------------------------------------------------

autosummary_generate = True
autosummary_ignore_module_all = False
autodoc_typehints = "none"  # the signatures stay readable; units are in the descriptions
autodoc_member_order = "bysource"
add_module_names = False  # a line holds the name and its arguments; the page says where it lives
numpydoc_show_class_members = False  # the template of a class lists them
numpydoc_class_members_toctree = False

nitpicky = True
nitpick_ignore_regex: list[tuple[str, str]] = [
    # Bases that belong to Python and to other libraries: their pages are not fetched, since
    # the build needs no network.
    (r"py:.*", r"(attrs?|builtins|collections|concurrent|networkx|numpy|pint|typing)\..*"),
    # The fields of a record are described as parameters, which are no targets.
    (r"py:attr", r"\w+"),
    (r"py:.*", r"(Exception|LookupError|NamedTuple|Protocol|RuntimeError|UserWarning|ValueError)"),
]

# --- how it looks -----------------------------------------------------------------------------

html_theme = "pydata_sphinx_theme"
html_title = "mineralsec"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_math_renderer = "mathml"
html_show_sourcelink = False
html_theme_options = {
    "show_toc_level": 2,
    "navigation_with_keys": False,
    # not beside notebooks: their charts need the room more than a list of three headings does
    "secondary_sidebar_items": {
        f"{room}/**": ["page-toc"]
        for room in ("getting-started", "how-to", "explanation", "data", "reference")
    },
}
html_sidebars = {"index": [], "changelog": [], "glossary": []}
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True


def _bring_notebooks(app: Sphinx, config: object) -> None:
    """Copy the notebooks to where pages can link to them; their home stays one."""
    target = DOCS / "tutorials"
    target.mkdir(exist_ok=True)
    names = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    for old in target.glob("*.ipynb"):
        if old.name not in names:
            old.unlink()
    for name in names:
        shutil.copy2(ROOT / "notebooks" / name, target / name)


def setup(app: Sphinx) -> None:
    app.connect("config-inited", _bring_notebooks)
