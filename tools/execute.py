"""Run the pages' notebooks, as many at a time as there are processors: ``python tools/execute.py``.

What they print and draw goes into the cache of the book, where the build that follows finds all
of it; alone it would run one page after the other. A page that fails shows its traceback and
fails the whole, once the others have run.
"""

import os
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import toc
import yaml
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.cache.main import JupyterCacheBase
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import myst_nb_reader_plugin
from nbconvert.preprocessors import CoalesceStreamsPreprocessor
from nbformat import NotebookNode
from traitlets.config import Config


def pages(root: Path) -> dict[Path, NotebookNode]:
    """Every page with code as the notebook the build will look for, the longest first."""
    paths = [root / f"{name}.md" for name in toc.pages(root)]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    with_code = [path for path, text in texts.items() if "{code-cell}" in text]
    with_code.sort(key=lambda path: -texts[path].count("{code-cell}"))
    return {path: myst_nb_reader_plugin(str(path)) for path in with_code}


def known(cache: JupyterCacheBase, notebook: NotebookNode) -> bool:
    """Whether the cache has what this notebook prints."""
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def execute(path: Path, notebook: NotebookNode, timeout: int) -> ExecutionResult:
    """Run a notebook from the folder it is in, as the build would.

    Its kernel is spoken to through files of its own, not through ports of the network: two kernels
    that start at once may be given the same port.
    """
    where = str(path.parent)
    with TemporaryDirectory() as own:
        files = Config({"KernelManager": {"transport": "ipc", "ip": f"{own}/kernel"}})
        try:
            result = single_nb_execution(
                notebook, cwd=where, timeout=timeout, allow_errors=False, config=files
            )
        except Exception as error:  # such as a kernel that dies: it belongs to this page
            return ExecutionResult(notebook, where, 0.0, error, traceback.format_exc())
    # a kernel prints in pieces, cut by the clock: as they are they would leave blank lines
    CoalesceStreamsPreprocessor().preprocess(result.nb, {})
    return result


def fill(root: Path, workers: int) -> list[str]:
    """Run what the cache does not have, and return the tracebacks of what failed."""
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    timeout = config["execute"].get("timeout", 30)
    cache = get_cache(str(root / "_build" / ".jupyter_cache"))
    wanted = {path: nb for path, nb in pages(root).items() if not known(cache, nb)}
    failed = []
    with ProcessPoolExecutor(workers) as pool:
        results = pool.map(execute, wanted, wanted.values(), [timeout] * len(wanted))
        for path, result in zip(wanted, results, strict=True):
            if result.err is not None:
                failed.append(f"{path}: {result.exc_string}")
                continue
            sys.stdout.write(f"{path.relative_to(root)}: executed in {result.time:.1f} s\n")
            sys.stdout.flush()
            bundle = CacheBundleIn(result.nb, str(path), data={"execution_seconds": result.time})
            cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)
    return failed


if __name__ == "__main__":
    sys.exit("\n".join(fill(Path.cwd(), os.cpu_count() or 1)) or None)
