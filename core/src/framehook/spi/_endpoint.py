"""One callable model variant."""

from __future__ import annotations

__all__ = ("Endpoint",)

import sys
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, cast

from pydantic import ValidationError

from ..errors import CheckFailedError, PluginContractError
from ._help import Described, Signed
from ._json import Json
from ._pointer import join
from ._record import record
from ._schema import Input, Output

if TYPE_CHECKING:
    from ._call import Call
    from ._draft import Draft
    from ._expected import Expected
    from ._issue import Issue
    from ._price import Price
    from ._rule import Rule
    from ._view import View

P = ParamSpec("P")
In = TypeVar("In")
Out = TypeVar("Out")


@record(frozen=True, slots=True, kw_only=True, eq=False)
class Endpoint(Generic[P, In, Out]):
    """
    One callable model variant. Calling it checks the arguments and returns a `Call`.

    Attributes:
        id: Endpoint id, such as `fal-ai/magi/extend-video`.
        input: The input model, a subclass of `Input`.
        output: The output model, a subclass of `Output`.
        service: Name of the service that runs it.
        target: The service's own name for it, where that differs from the id.
        rules: What the schema cannot say.
        expect: Works out what a call must yield.
        price: What a call costs.
        draft: The roles of its fields.
        examples: Arguments that pass, as JSON. A text `sample:video` stands for a clip.
        title: A name for people.
        task: What it does, `video-to-video` for instance.
        about: One sentence on what it does.
        retired: Since when it is no longer listed, in the vendor's words.
        replacement: Endpoint id to use instead.

    Example:
        ```python
        class Dream(Input):
            prompt: str

        class Dreamt(Output):
            video: File

        dream = Endpoint(id="my-team/dream", input=Dream, output=Dreamt, service="fal")
        assert dream(prompt="a tide").arguments() == {"prompt": "a tide"}
        ```
    """

    id: str
    input: Callable[P, In]
    output: type[Out]
    service: str
    target: str | None = None
    rules: Sequence[Rule[In]] = ()
    expect: Callable[[View[In]], Expected] | None = None
    price: Price[In] | None = None
    draft: Draft | None = None
    examples: Sequence[Mapping[str, Json]] = ()
    title: str = ""
    task: str = ""
    about: str = ""
    retired: str | None = None
    replacement: str | None = None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Call[Out]:
        """
        Check the arguments and return the call.

        Raises:
            CheckFailedError: with one issue for each thing that is wrong.
        """
        if args:
            raise CheckFailedError(self.id, [_by_name(args)])
        return self.parse(cast("Mapping[str, Any]", kwargs))  # P has keywords only.

    def parse(self, arguments: Mapping[str, Any], /) -> Call[Out]:
        """
        Check arguments from JSON, a queue or a form. A string is never a local path.

        Raises:
            CheckFailedError: with one issue for each thing that is wrong.
        """
        call, issues = self.examine(arguments)
        if issues or call is None:
            raise CheckFailedError(self.id, issues)
        return call

    def examine(self, arguments: Mapping[str, Any], /) -> tuple[Call[Out] | None, list[Issue]]:
        """
        Return the call and what the schema refuses.

        Where only some arguments are refused, the call is made of the others, so that
        rules can speak about them too. There is no call if that is impossible.
        """
        model, call = self.model, _call_class()
        try:
            return call(self, model.model_validate(arguments)), []
        except ValidationError as exc:
            from ._violations import violations  # Most calls are right.

            issues = violations(model, arguments, exc)
        bad = {f"/{issue.path.split('/')[1]}" for issue in issues if issue.path}
        rest = {name: value for name, value in arguments.items() if join(name) not in bad}
        try:
            return call(self, model.model_validate(rest)), issues
        except ValidationError:
            return None, issues

    @property
    def model(self) -> type[Input]:
        """The input model as a class."""
        model: type[Input] = _subclass(self, self.input, Input)
        return model

    @property
    def result_model(self) -> type[Output]:
        """The output model as a class."""
        model: type[Output] = _subclass(self, self.output, Output)
        return model

    def __reduce__(self) -> str | tuple[Any, ...]:
        # Rules and prices hold functions, so that an endpoint travels by its name: it is
        # a global of a module of the package that its input model comes from.
        module = getattr(self.input, "__module__", "")
        for place in _neighbours(module):
            for name, value in list(vars(sys.modules[place]).items()):
                if value is self:
                    return _global, (place, name)
        raise PluginContractError(
            f"The endpoint {self.id!r} cannot be pickled: it is not a global of a module of "
            f"{module.partition('.')[0]!r}, where its input model comes from."
        )


def _neighbours(module: str) -> list[str]:
    """Return the loaded modules of a module's top package, that module first."""
    top = module.partition(".")[0]
    found = [name for name in list(sys.modules) if name == top or name.startswith(f"{top}.")]
    return sorted(found, key=lambda name: (name != module, name))


def _by_name(values: Sequence[object]) -> Issue:
    from ._issue import Issue  # Most calls are right.

    return Issue(
        code="schema.by_position",
        level="error",
        path="",
        message=f"Arguments are given by name; {len(values)} were given by position.",
        fix="Write name=value.",
        basis="schema",
        source="input schema",
    )


# help(endpoint) and a notebook's question mark then tell the fields, not this class.
Endpoint.__doc__ = cast("str", Described(Endpoint.__doc__))
setattr(Endpoint, "__signature__", Signed())  # noqa: B010 - the class itself declares none.


@cache
def _call_class() -> type[Call[Any]]:
    from ._call import Call  # A family is imported for its schemas, too.

    return Call


def _global(module: str, name: str) -> Any:
    return getattr(import_module(module), name)


# Asking it of a model takes as long as making one.
_is_derived: Any = lru_cache(maxsize=256)(issubclass)


def _subclass(endpoint: Endpoint[..., Any, Any], value: Any, base: type[Any]) -> Any:
    if isinstance(value, type) and _is_derived(value, base):
        return value
    raise PluginContractError(
        f"The endpoint {endpoint.id!r} has {value!r} where a subclass of {base.__name__} is needed."
    )
