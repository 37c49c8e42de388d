"""Why a reorganisation is not carried out as it was asked for, each with what to do instead."""

from ledger.errors import InputError, Refusal
from ledger.i18n import N_


class ChooseWhoEnds(InputError):
    """A reorganisation is about somebody."""

    rule = "reorganisation_names_units"
    message = N_("Choose the associations it is about.")
    general = message


class ChooseOne(InputError):
    """One association at a time is divided, abolished or revived."""

    rule = "reorganisation_one_unit"
    message = N_("Choose one association only; the others are done afterwards, one by one.")
    general = message


class ChooseWhoFollows(InputError):
    """Money, papers and units beneath go to somebody."""

    rule = "reorganisation_names_successor"
    message = N_("Choose what follows: one of the associations, another one, or a new one.")
    general = message


class SplitIntoSeveral(InputError):
    """Who is divided has two successors or more."""

    rule = "split_into_several"
    message = N_("Choose at least two associations that follow. Into one alone it is a merger.")
    general = message


class OutOfReach(InputError):
    """A reorganisation is done by an association above all those concerned."""

    rule = "reorganisation_from_above"
    message = N_("“%(name)s” does not stand under “%(above)s”. Let a common association above do it.")
    general = N_("One of these associations does not stand under yours.")


class FollowerIsClosed(InputError):
    """A closed association takes nothing over."""

    rule = "successor_is_open"
    message = N_("“%(name)s” was closed on %(day)s. Choose another one to follow.")
    general = N_("One of those that follow is closed.")


class FollowerIsLater(InputError):
    """Nobody takes over before being founded."""

    rule = "successor_exists"
    message = N_("“%(name)s” was founded on %(day)s. Choose that day or a later one.")
    general = N_("One of those that follow was founded after that day.")


class EndsBeforeItBegan(InputError):
    """An association exists for a day at least."""

    rule = "association_ends_after_beginning"
    message = N_("“%(name)s” was founded on %(day)s only. Choose a later day.")
    general = N_("The day is before the association was founded.")


class FollowerStandsBeneath(InputError):
    """Nobody stands under itself, and a successor is no part of the one that ends."""

    rule = "successor_not_beneath"
    message = N_("“%(name)s” stands under “%(above)s”, which ends. Move it to another association first.")
    general = N_("One of those that follow stands under one that ends. Move it first.")


class FollowerKeepsNoBook(InputError):
    """Money is handed over from book to book."""

    rule = "successor_keeps_book"
    message = N_("“%(name)s” keeps no book here on that day. Let it begin its book first.")
    general = N_("One of those that follow keeps no book here.")


class FollowerMayNotHold(InputError):
    """Money keeps its purpose; whoever answers for a fund says who holds it."""

    rule = "successor_may_hold_fund"
    message = N_("“%(name)s” does not hold “%(fund)s”. Ask “%(owner)s” to let it hold this fund first.")
    general = N_("One of those that follow does not hold one of the funds.")


class FundEndedBefore(InputError):
    """A closed fund gives no money away."""

    rule = "fund_open_on_last_day"
    message = N_("“%(fund)s” of “%(name)s” is closed, and still holds money. Ask “%(owner)s” to settle it.")
    general = N_("A fund that still holds money is closed.")


class SomethingWaits(Refusal):
    """Who ends is settled first."""

    rule = "association_settled_before_ending"
    message = N_("“%(name)s” cannot end yet: something still waits there. Settle it first.")
    general = N_("An association cannot end while something still waits there.")


class PlanChanged(InputError):
    """What will happen is what the officer saw."""

    rule = "plan_unchanged"
    message = N_("Something changed since this page was shown. Look at what will happen once more.")
    general = message
