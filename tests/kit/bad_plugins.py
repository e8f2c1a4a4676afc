"""Changes that make a good plugin a bad one, each with the test that must see it."""

from __future__ import annotations

DREAM, META, POINTS = "PKG/dream.py", "INFO/METADATA", "INFO/entry_points.txt"
EVEN = "    if view.input.num_frames % 2:\n"
AT_IMPORT = '"""One endpoint."""\n\nfrom __future__ import annotations\n'
README = "HOME/README.md"
FEW = """
    @model_validator(mode="before")
    @classmethod
    def few(cls, value):
        if value.get("num_frames") == 97:
            raise ValueError("Too many.")
        return value


class Dreamt(Output)"""


def at_import(code):
    """Return the change that runs code when the endpoint's module is imported."""
    return (DREAM, AT_IMPORT, f"{AT_IMPORT}\n{code}\n")


def of_rule(code):
    """Return the change that puts code before what the rule does."""
    return (DREAM, EVEN, f"    {code}\n{EVEN}")


# Each defect: the test that must fail, its case, and what is changed in the good plugin.
DEFECTS = {
    "wrong_id": (
        "test_an_entry_point_is_what_its_name_says[DIST/dreams]",
        [(POINTS, "DIST/dream =", "DIST/dreams ="), (README, "DIST/dream`", "DIST/dreams`")],
    ),
    "missing_module": (
        "test_an_entry_point_is_what_its_name_says[hooks:DIST]",
        [("PKG/hook.py", "", None)],
    ),
    "newer_interface": (
        "test_entry_points_can_be_read",
        [(POINTS, "", "\n[framehook.hooks.v9]\nDIST-new = PKG.hook\n"), (README, "", "`DIST-new`")],
    ),
    "undeclared_endpoint": (
        "test_every_endpoint_is_declared",
        [
            (DREAM, "", 'nap = Endpoint(id="DIST/nap", input=Dream, output=Dreamt, service="a")\n'),
            (
                "PKG/endpoints.json",
                "}}}",
                '}, "DIST/nap": {"title": null, "task": null, "retired": null, "replacement": null}}}',
            ),
        ],
    ),
    "exact_pin": ("test_it_requires_a_range_of_framehook", [(META, "<1,>=0.1", "==0.1.0")]),
    "no_range": (
        "test_it_requires_a_range_of_framehook",
        [(META, "framehook<1,>=0.1", "framehook")],
    ),
    "no_dependency": (
        "test_it_requires_a_range_of_framehook",
        [(META, "Requires-Dist: framehook<1,>=0.1\n", "")],
    ),
    "no_licence": ("test_it_has_a_licence", [(META, "License-Expression: Apache-2.0\n", "")]),
    "no_summary": ("test_it_has_a_readme", [(META, "Summary: Dreams.\n", "")]),
    "stale_endpoints_json": (
        "test_endpoints_json_is_in_step",
        [("PKG/endpoints.json", '"Dream"', '"Nightmare"')],
    ),
    "untyped": ("test_it_is_typed", [("PKG/py.typed", "", None)]),
    "http_client_at_import": (
        "test_importing_it_brings_no_http_client",
        [at_import("import http.client")],
    ),
    "thread_at_import": (
        "test_importing_it_starts_no_thread",
        [at_import("import threading\nthreading.Thread(target=int).start()")],
    ),
    "process_at_import": (
        "test_importing_it_starts_no_thread",
        [at_import("import subprocess\nsubprocess.run(['true'])")],
    ),
    "socket_at_import": (
        "test_importing_it_opens_no_socket",
        [at_import("import socket\nsocket.socket().close()")],
    ),
    "environment_read": (
        "test_importing_it_reads_no_environment",
        [at_import("import os\nHOME = os.environ.get('DREAM_HOME')")],
    ),
    "environment_written": (
        "test_importing_it_writes_no_environment",
        [at_import("import os\nos.environ['DREAM_HOME'] = 'here'")],
    ),
    "slow_import": (
        "test_importing_it_is_quick",
        [
            at_import(
                "from time import process_time\nend = process_time() + 0.4\n"
                "while process_time() < end:\n    pass"
            )
        ],
    ),
    "undocumented_field": (
        "test_every_field_is_described[DIST/dream]",
        [(DREAM, 'max_length=500, description="What to see."', "max_length=500")],
    ),
    "no_unit": (
        "test_quantities_have_units[DIST/dream]",
        [(DREAM, "num_frames: FrameCount", "num_frames: int")],
    ),
    "default_out_of_bounds": (
        "test_defaults_keep_to_their_own_bounds[DIST/dream]",
        [(DREAM, "default=24, ge=8", "default=6, ge=8")],
    ),
    "open_closed_set": (
        "test_closed_sets_are_literals[DIST/dream]",
        [
            (
                DREAM,
                'shape: Literal["wide", "tall"] = Field(default="wide",',
                'shape: str = Field(default="wide", json_schema_extra={"enum": ["wide", "tall"]},',
            )
        ],
    ),
    "strict_output": (
        "test_an_output_tolerates_unknown_keys[DIST/dream]",
        [
            (
                DREAM,
                "class Dreamt(Output):\n",
                "class Dreamt(Output):\n    model_config = {'extra': 'forbid'}\n",
            )
        ],
    ),
    "forgetful_output": (
        "test_an_output_tolerates_unknown_keys[DIST/dream]",
        [
            (
                DREAM,
                "class Dreamt(Output):\n",
                "class Dreamt(Output):\n    model_config = {'extra': 'ignore'}\n",
            )
        ],
    ),
    "greedy_output": (
        "test_an_output_requires_its_primary_field_alone[DIST/dream]",
        [(DREAM, "seed: int | None = Field(default=None, ", "seed: int = Field(")],
    ),
    "unsendable_argument": (
        "test_arguments_that_fit_are_accepted[DIST/dream]",
        [
            (DREAM, "from pydantic import Field", "from pydantic import Field, PlainSerializer"),
            (
                DREAM,
                "num_frames: FrameCount =",
                "num_frames: Annotated[FrameCount, PlainSerializer(lambda n: f'{n} frames')] =",
            ),
        ],
    ),
    "misplaced_error": (
        "test_arguments_that_just_miss_are_refused[DIST/dream]",
        [
            (DREAM, "from pydantic import Field", "from pydantic import Field, model_validator"),
            (
                DREAM,
                "\n\nclass Dreamt(Output)",
                FEW,
            ),
        ],
    ),
    "rule_without_source": (
        "test_rules_are_documented[DIST/dream]",
        [(DREAM, 'source="page of 2026", text', 'source="", text')],
    ),
    "rule_with_a_bad_code": (
        "test_rules_are_documented[DIST/dream]",
        [(DREAM, '"DIST.even"', '"Even"')],
    ),
    "raising_rule": (
        "test_rules_never_raise[DIST/dream]",
        [of_rule("view.facts('/video_url').frames + 1")],
    ),
    "impure_rule": (
        "test_rules_are_pure[DIST/dream]",
        [
            (DREAM, "@rule(", "COUNT = []\n\n\n@rule("),
            of_rule(
                "COUNT.append(1)\n    if len(COUNT) % 3 == 0:\n"
                "        yield Problem('/prompt', 'Now and then.')"
            ),
            (DREAM, 'level="error", basis="vendor"', 'level="warn", basis="vendor"'),
        ],
    ),
    "meddling_rule": (
        "test_rules_leave_the_view_alone[DIST/dream]",
        [of_rule("view.media['/seen'] = Facts()")],
    ),
    "meddling_with_arguments": (
        "test_rules_leave_the_view_alone[DIST/dream]",
        [of_rule("object.__setattr__(view.input, 'shape', 'tall')")],
    ),
    "silent_rule": (
        "test_rules_say_what_they_could_not_check[DIST/dream]",
        [
            of_rule(
                "frames = view.facts('/video_url').frames\n"
                "    if frames is not None and frames < 8:\n"
                "        yield Problem('/video_url', 'It is short.')"
            )
        ],
    ),
    "lost_rule": (
        "test_rules_point_at_fields_that_exist[DIST/dream]",
        [(DREAM, 'Problem("/num_frames"', 'Problem("/frames"')],
    ),
    "rule_with_a_lost_fact": (
        "test_rules_point_at_fields_that_exist[DIST/dream]",
        [
            (
                DREAM,
                'text="Frames are even.")',
                'text="Frames are even.", wants=(("/video", "frames"),))',
            ),
        ],
    ),
    "price_that_raises": (
        "test_quotes_never_fail[DIST/dream]",
        [(DREAM, "    frames = Decimal(", "    frames = {}[0]\n    frames = Decimal(")],
    ),
    "price_upside_down": (
        "test_quotes_are_ranges_of_money[DIST/dream]",
        [(DREAM, "frames / 24, frames / 12", "frames / 12, frames / 24")],
    ),
    "price_made_up": (
        "test_prices_say_where_they_are_from[DIST/dream]",
        [(DREAM, 'basis="page of 2026", as_of=date(2026, 1, 1)', 'basis=""')],
    ),
    "price_of_tomorrow": (
        "test_prices_say_where_they_are_from[DIST/dream]",
        [(DREAM, "date(2026, 1, 1)", "date(2999, 1, 1)")],
    ),
    "empty_expectation": (
        "test_expectations_never_fail[DIST/dream]",
        [(DREAM, "frames=view.input.num_frames, fps", "frames=0, fps")],
    ),
    "no_example": (
        "test_there_is_an_example[DIST/dream]",
        [(DREAM, 'examples=({"prompt": "a tide", "video_url": "sample:video"},)', "examples=()")],
    ),
    "refused_example": (
        "test_examples_pass[DIST/dream]",
        [(DREAM, '"sample:video"}', '"sample:video", "num_frames": 25}')],
    ),
    "no_reply": (
        "test_recorded_replies_parse[DIST/dream]",
        [("HOME/tests/wire/dream.json", "DIST/dream", "DIST/other")],
    ),
    "bad_reply": (
        "test_recorded_replies_parse[DIST/dream]",
        [("HOME/tests/wire/dream.json", '"video"', '"film"')],
    ),
    "secret_in_repr": (
        "test_secrets_are_not_shown[services:DIST]",
        [
            (
                "PKG/vendor.py",
                "        return request",
                "        self.key = secret\n        return request",
            ),
            (
                "PKG/vendor.py",
                "    def secret",
                "    def __repr__(self):\n        return f'Vendor({vars(self)})'\n\n    def secret",
            ),
        ],
    ),
    "silent_readme": ("test_the_readme_names_everything", [(README, "DIST/dream", "dream")]),
    "no_changelog": ("test_there_is_a_changelog", [("HOME/CHANGELOG.md", "", None)]),
}
