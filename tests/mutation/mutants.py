"""Small faults put into functions: each changes one thing in the body of one, as a slip of the hand would.

What stands outside of the bodies of functions is left alone, and so are sentences: messages have tests of their own.
"""

import ast
import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

ROOT = Path(__file__).parents[2]
Function = ast.FunctionDef | ast.AsyncFunctionDef
_COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_COMPUTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_UNSEEN = (ast.JoinedStr, ast.Raise, ast.arguments)
"""Where no constant is changed: messages, and defaults of functions, which are made before a function is called."""


@dataclass(frozen=True)
class Mutant:
    """One change: where it is, what stood there and what stands there now; `nth` of those that read alike."""

    module: str
    function: str
    before: str
    after: str
    nth: int
    first_line: int
    """Where the statement begins that the change is in."""
    last_line: int

    @property
    def name(self) -> str:
        """What it is called in reports, which does not change as long as its function does not."""
        nth = f" #{self.nth}" if self.nth > 1 else ""
        return f"{self.module}:{self.function}: {self.before} -> {self.after}{nth}"

    @property
    def lot(self) -> str:
        """A text that draws lots: the same whatever else is in the tree."""
        return hashlib.sha256(self.name.encode()).hexdigest()


Change = tuple[ast.AST, str, object, str, str]
"""Where, which field, its value then, and how the place reads before and after."""


def _changes(node: ast.AST, parent: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Constant):
        yield from _other_constants(node, parent)
        return
    match node:
        case ast.Compare():
            yield from _other_comparisons(node)
        case ast.BoolOp(op=operator):
            yield _read(node, "op", ast.And() if isinstance(operator, ast.Or) else ast.Or())
        case ast.BinOp(op=operator) if type(operator) in _COMPUTED:
            yield _read(node, "op", _COMPUTED[type(operator)]())
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) if not isinstance(test, ast.Compare):
            yield _read(node, "test", _negated(test), of="test")
        case ast.comprehension(ifs=[first, *rest]) if not isinstance(first, ast.Compare):
            yield _read(node, "ifs", [_negated(first), *rest], of="ifs")
        case ast.Return(value=value) if value and not (isinstance(value, ast.Constant) and not value.value):
            yield _read(node, "value", ast.Constant(None))
        case ast.Expr(value=ast.Call()):
            yield _read(node, "value", ast.Constant(None))


def _other_comparisons(node: ast.Compare) -> Iterator[Change]:
    for place, operator in enumerate(node.ops):
        for other in _COMPARED[type(operator)]:
            yield _read(node, "ops", [*node.ops[:place], other(), *node.ops[place + 1 :]])


def _other_constants(node: ast.Constant, parent: ast.AST) -> Iterator[Change]:
    match node.value:
        case bool() as value:
            yield _read(node, "value", not value, around=parent)
        case int() as value:
            yield _read(node, "value", value + 1, around=parent)
        case str() as value if value and " " not in value and not isinstance(parent, ast.Expr):
            yield _read(node, "value", f"{value}~", around=parent)


def _negated(test: ast.expr) -> ast.expr:
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    return ast.UnaryOp(ast.Not(), test)


def _read(node: ast.AST, name: str, value: object, of: str = "", around: ast.AST | None = None) -> Change:
    old, seen = getattr(node, name), around if isinstance(around, ast.expr | ast.keyword) else node

    def shown() -> str:
        part = getattr(node, of) if of else seen
        parts = part if isinstance(part, list) else [part]
        return " ".join(" ".join(ast.unparse(ast.fix_missing_locations(one)).split()) for one in parts)

    before = shown()
    setattr(node, name, value)
    after = shown()
    setattr(node, name, old)
    return node, name, value, before, after


def _inside(
    node: ast.AST, statement: ast.stmt, *, constants: bool = True
) -> Iterator[tuple[ast.AST, ast.AST, ast.stmt, bool]]:
    """Yield what is below a node, each with what it is in and with its statement."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.arguments) or child in (
            getattr(node, "annotation", None),
            getattr(node, "returns", None),
        ):
            continue  # neither is looked at when a function runs
        within = child if isinstance(child, ast.stmt) else statement
        counts = constants and not isinstance(child, _UNSEEN)
        yield child, node, within, counts
        yield from _inside(child, within, constants=counts)


def _functions(tree: ast.AST, above: str = "") -> Iterator[tuple[str, Function]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{above}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node, f"{above}{node.name}.")


def _mutants(path: Path) -> Iterator[tuple[Mutant, ast.Module, Change]]:
    tree, module = ast.parse(path.read_text()), str(path.relative_to(ROOT))
    for name, function in _functions(tree):
        alike: Counter[tuple[str, str]] = Counter()
        for body in function.body:
            found = [(body, function, body, True), *_inside(body, body)]
            for node, parent, statement, counts in found:
                for change in _changes(node, parent) if counts or not isinstance(node, ast.Constant) else ():
                    _, _, _, before, after = change
                    alike[before, after] += 1
                    first = statement.lineno
                    last = next(
                        (one.end_lineno for one in (node, parent) if isinstance(one, ast.expr | ast.stmt)), first
                    )
                    yield Mutant(module, name, before, after, alike[before, after], first, last or first), tree, change


def mutants(path: Path) -> list[Mutant]:
    """Return all mutants of a module."""
    return [mutant for mutant, _, _ in _mutants(path)]


def compiled(mutant: Mutant) -> CodeType:
    """Return the code of the whole module with the mutant in it."""
    path = ROOT / mutant.module
    for other, tree, (node, name, value, _, _) in _mutants(path):
        if other == mutant:
            setattr(node, name, value)
            return compile(ast.fix_missing_locations(tree), str(path), "exec")
    raise LookupError(mutant.name)
