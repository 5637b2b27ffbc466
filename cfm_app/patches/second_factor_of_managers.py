"""Managers of an office that asks handlers for a second factor log in with one from now on."""

from cfm_app.procedures.setup import second_factor


def execute() -> None:
    second_factor.demand_of_more()
