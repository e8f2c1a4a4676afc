"""What every plugin must do, as tests."""

from __future__ import annotations

__all__ = ("PluginConformance",)

from ._argument_claims import ArgumentClaims
from ._document_claims import DocumentClaims
from ._example_claims import ExampleClaims
from ._import_claims import ImportClaims
from ._metadata_claims import MetadataClaims
from ._price_claims import PriceClaims
from ._rule_claims import RuleClaims
from ._schema_claims import SchemaClaims


class PluginConformance(
    DocumentClaims,
    ExampleClaims,
    PriceClaims,
    RuleClaims,
    ArgumentClaims,
    SchemaClaims,
    ImportClaims,
    MetadataClaims,
):
    """
    Tests that every plugin must pass, whatever it offers.

    Derive a test class from it and name the distribution, which has to be installed. Each
    endpoint becomes a test id. Required tests make bronze, recommended ones silver, and
    optional ones gold; `framehook conform` tells which of them a distribution reaches.

    Attributes:
        distribution: The name of the distribution.
        kit: The version of the kit to be held to, 1 if nothing is said; newer claims are
            skipped.
        exemptions: Reasons by `test_name` or `test_name[id]`. These tests may fail.
        strategies: By endpoint id and field, hypothesis strategies for values that the kit
            cannot make up.
        broken_rules: By the code of a rule, arguments that break it on usual media.

    Example:
        ```python
        from framehook.testing import PluginConformance


        class TestMagi(PluginConformance):
            distribution = "framehook-magi"
        ```
    """
