"""Test money for an installation without Stripe's keys: localstripe, as a process beside `up`.

What localstripe lacks of what is asked of Stripe here is added in `likeness.py`.
"""
