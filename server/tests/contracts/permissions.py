# ruff: noqa: E501  (an operation stands on one line)
"""Who may call what: written by hand from the contract.

Columns: anyone, another patient of the clinic, the patient whose it is, a receptionist, a manager,
an administrator of another clinic, and one of this clinic (left out where they may what a manager
may). A number is a status, a word the code of the refusal, `-` does not arise. `{…}` is made in the
clinic that is asked about, for every question anew.
"""

from __future__ import annotations

from typing import NamedTuple

TABLE = """
                                                                          permission           anyone           patient      own          reception    manager      stranger     admin
POST   /api/auth/login                                                    public               200              200          -            200          200          200
POST   /api/auth/refresh                                                  public               session_expired  session_expired  -        session_expired  session_expired  session_expired
POST   /api/auth/logout                                                   public               204              204          -            204          204          204
POST   /api/auth/register                                                 public               201              201          -            201          201          201
POST   /api/auth/forgot                                                   public               202              202          -            202          202          202
POST   /api/auth/reset                                                    public               204              204          -            204          204          204
POST   /api/auth/confirm                                                  public               200              200          -            200          200          200
POST   /api/auth/confirm/send                                             signed_in            not_signed_in    202          -            202          202          202
GET    /api/auth/me                                                       signed_in            not_signed_in    200          -            200          200          200
GET    /api/auth/sessions                                                 signed_in            not_signed_in    200          -            200          200          200
DELETE /api/auth/sessions/{session_id}                                    signed_in            not_signed_in    not_found    204          not_found    not_found    not_found
GET    /api/clinics/{slug}                                                public               200              200          -            200          200          200
GET    /api/settings                                                      settings.read        not_signed_in    not_allowed  -            200          200          200
PATCH  /api/settings                                                      settings.manage      not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/scheduling/services                                           public               200              200          -            200          200          200
GET    /api/scheduling/providers                                          public               200              200          -            200          200          200
GET    /api/scheduling/hours                                              public               200              200          -            200          200          200
GET    /api/scheduling/availability                                       public               200              200          -            200          200          not_found
POST   /api/scheduling/holds                                              public               201              201          -            201          201          invalid
DELETE /api/scheduling/holds/{hold_id}                                    public               204              204          -            204          204          not_found
GET    /api/scheduling/appointments                                       appointments.read    not_signed_in    200          200          200          200          200
POST   /api/scheduling/appointments                                       appointments.book    not_signed_in    invalid      201          201          201          invalid
GET    /api/scheduling/calendar                                           calendar.read        not_signed_in    not_allowed  not_allowed  200          200          200
GET    /api/scheduling/appointments/{appointment_id}                      appointments.read    not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/reschedule           appointments.change  not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/confirm              appointments.change  not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/cancel               appointments.change  not_signed_in    not_found    200          200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/check-in             appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/start                appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/complete             appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/scheduling/appointments/{appointment_id}/no-show              appointments.run     not_signed_in    not_allowed  not_allowed  200          200          not_found
GET    /api/patients                                                      patients.read        not_signed_in    not_allowed  not_allowed  200          200          200
POST   /api/patients                                                      patients.write       not_signed_in    not_allowed  not_allowed  201          201          201
GET    /api/patients/me                                                   profile.own          not_signed_in    200          200          not_allowed  not_allowed  not_allowed
PATCH  /api/patients/me                                                   profile.own          not_signed_in    200          200          not_allowed  not_allowed  not_allowed
GET    /api/patients/{patient_id}                                         patients.read        not_signed_in    not_allowed  not_allowed  200          200          not_found
PATCH  /api/patients/{patient_id}                                         patients.write       not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/patients/{patient_id}/archive                                 patients.write       not_signed_in    not_allowed  not_allowed  200          200          not_found
GET    /api/staff                                                         staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
POST   /api/staff                                                         staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  201          201
GET    /api/staff/{member_id}                                             staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
PATCH  /api/staff/{member_id}                                             staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
POST   /api/staff/{member_id}/archive                                     staff.manage         not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
GET    /api/providers                                                     providers.read       not_signed_in    not_allowed  -            200          200          200
POST   /api/providers                                                     providers.manage     not_signed_in    not_allowed  -            not_allowed  201          201
GET    /api/providers/{provider_id}                                       providers.read       not_signed_in    not_allowed  -            200          200          not_found
PATCH  /api/providers/{provider_id}                                       providers.manage     not_signed_in    not_allowed  -            not_allowed  200          not_found
POST   /api/providers/{provider_id}/archive                               providers.manage     not_signed_in    not_allowed  -            not_allowed  200          not_found
GET    /api/providers/{provider_id}/exceptions                            providers.read       not_signed_in    not_allowed  -            200          200          not_found
POST   /api/providers/{provider_id}/exceptions                            providers.manage     not_signed_in    not_allowed  -            not_allowed  201          not_found
DELETE /api/providers/{provider_id}/exceptions/{exception_id}             providers.manage     not_signed_in    not_allowed  -            not_allowed  204          not_found
GET    /api/services                                                      services.read        not_signed_in    not_allowed  -            200          200          200
POST   /api/services                                                      services.manage      not_signed_in    not_allowed  -            not_allowed  201          201
GET    /api/services/{service_id}                                         services.read        not_signed_in    not_allowed  -            200          200          not_found
PATCH  /api/services/{service_id}                                         services.manage      not_signed_in    not_allowed  -            not_allowed  200          not_found
POST   /api/services/{service_id}/archive                                 services.manage      not_signed_in    not_allowed  -            not_allowed  200          not_found
GET    /api/messages                                                      messages.read        not_signed_in    not_allowed  not_allowed  200          200          200
POST   /api/messages/{message_id}/resend                                  messages.send        not_signed_in    not_allowed  not_allowed  201          201          not_found
POST   /api/messages/callbacks/twilio/status                              public               bad_signature    bad_signature  bad_signature  bad_signature  bad_signature  bad_signature
POST   /api/messages/callbacks/twilio/incoming                            public               bad_signature    bad_signature  bad_signature  bad_signature  bad_signature  bad_signature
GET    /api/messages/settings                                             messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
PATCH  /api/messages/settings                                             messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/messages/templates                                            messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
PUT    /api/messages/templates/{kind}/{channel}/{language}                messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
DELETE /api/messages/templates/{kind}/{channel}/{language}                messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  204          204
POST   /api/messages/preview                                              messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
POST   /api/messages/test                                                 messages.manage      not_signed_in    not_allowed  not_allowed  not_allowed  202          202
GET    /api/messages/preferences                                          messages.preferences not_signed_in    200          200          not_allowed  not_allowed  not_allowed
PUT    /api/messages/preferences                                          messages.preferences not_signed_in    200          200          not_allowed  not_allowed  not_allowed
GET    /api/messages/preferences/{patient_id}                             patients.read        not_signed_in    not_allowed  not_allowed  200          200          not_found
PUT    /api/messages/preferences/{patient_id}                             patients.write       not_signed_in    not_allowed  not_allowed  200          200          not_found
POST   /api/links                                                         public               200              200          -            200          200          200
POST   /api/links/confirm                                                 public               200              200          -            200          200          200
POST   /api/links/cancel                                                  public               200              200          -            200          200          200
POST   /api/links/reschedule                                              public               200              200          -            200          200          200
GET    /api/analytics/overview                                            analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
GET    /api/analytics/series                                              analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
GET    /api/analytics/breakdown                                           analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
GET    /api/analytics/export                                              analytics.read       not_signed_in    not_allowed  -            not_allowed  200          200          200
POST   /api/analytics/rebuild                                             analytics.manage     not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/deliveries                                                    deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          200
GET    /api/deliveries/summary                                            deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          200
POST   /api/deliveries/{delivery_id}/replay                               deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          not_found
POST   /api/deliveries/{delivery_id}/discard                              deliveries.manage    not_signed_in    not_allowed  -            not_allowed  200          not_found
GET    /api/audit                                                         audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/audit/export                                                  audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/audit/state                                                   audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  200          200
GET    /api/audit/{entry_id}                                              audit.read           not_signed_in    not_allowed  -            not_allowed  not_allowed  not_found    200
GET    /api/webhooks                                                      webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  200          200
POST   /api/webhooks                                                      webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  201          201
GET    /api/webhooks/{endpoint_id}                                        webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
PATCH  /api/webhooks/{endpoint_id}                                        webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/archive                                webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/rotate-secret                          webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/test                                   webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    201
GET    /api/webhooks/{endpoint_id}/calls                                  webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/webhooks/{endpoint_id}/calls/{call_id}/replay                 webhooks.manage      not_signed_in        not_allowed      -            not_allowed  not_allowed  not_found    200
POST   /api/upload                                                        files.write          not_signed_in    invalid          201              201              201              invalid
GET    /api/files                                                         files.read           not_signed_in    200              200              200              200              200
GET    /api/files/usage                                                   files.read           not_signed_in    200              200              200              200              200
GET    /api/files/rules                                                   files.read           not_signed_in    200              200              200              200              200
POST   /api/files/direct                                                  files.write          not_signed_in    not_available    not_available    not_available    not_available    not_available
POST   /api/files/direct/{direct_id}/complete                             files.write          not_signed_in    not_found        201              not_found        not_found        not_found
GET    /api/files/links/{token}                                           public               200              200              200              200              200              not_found        200
GET    /api/files/{file_id}                                               files.read           not_signed_in    not_found        200              200              200              not_found
GET    /api/files/{file_id}/content                                       files.read           not_signed_in    not_found        200              200              200              not_found
GET    /api/files/{file_id}/thumbnail                                     files.read           not_signed_in    not_found        200              200              200              not_found
GET    /api/files/{file_id}/versions                                      files.read           not_signed_in    not_found        200              200              200              not_found
PATCH  /api/files/{file_id}                                               files.write          not_signed_in    not_found        200              200              200              not_found
DELETE /api/files/{file_id}                                               files.write          not_signed_in    not_found        204              204              204              not_found
POST   /api/files/{file_id}/restore                                       files.write          not_signed_in    not_found        200              200              200              not_found
POST   /api/files/{file_id}/link                                          files.read           not_signed_in    not_found        201              201              201              not_found
POST   /api/payments/create-intent                                        payments.pay         not_signed_in    payments_off payments_off payments_off payments_off payments_off
GET    /api/payments                                                      payments.read        not_signed_in    200          200          200          200          200
GET    /api/payments/{payment_id}                                         payments.read        not_signed_in    not_found    200          200          200          not_found
POST   /api/payments/{payment_id}/refund                                  payments.refund      not_signed_in    not_allowed  not_allowed  not_allowed  200          not_found
GET    /api/payments/terms/{appointment_id}                               payments.read        not_signed_in    not_found    200          200          200          not_found
POST   /api/payments/charge                                               payments.take        not_signed_in    not_allowed  not_allowed  payments_off payments_off payments_off
GET    /api/payments/cards                                                payments.read        not_signed_in    invalid      200          200          200          200
POST   /api/payments/cards                                                payments.pay         not_signed_in    payments_off payments_off payments_off payments_off payments_off
POST   /api/payments/cards/setup                                          payments.pay         not_signed_in    payments_off payments_off payments_off payments_off payments_off
DELETE /api/payments/cards/{card_id}                                      payments.pay         not_signed_in    not_found    204          204          204          not_found
GET    /api/payments/settings                                             payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  200          200
PATCH  /api/payments/settings                                             payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/account                                              payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  payments_off payments_off
POST   /api/payments/account/onboarding                                   payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  payments_off payments_off
POST   /api/payments/webhook                                              public               400              400          400          400          400          400
GET    /api/payments/invoices                                             payments.read        not_signed_in    200          200          200          200          200
GET    /api/payments/invoices/{invoice_id}/pdf                            payments.read        not_signed_in    not_found    200          200          200          not_found
GET    /api/payments/{payment_id}/receipt                                 payments.read        not_signed_in    not_found    200          200          200          not_found
GET    /api/payments/reports/payments.csv                                 payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/reports/payouts.csv                                  payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/reports/ledger.csv                                   payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
GET    /api/payments/ledger                                               payments.report      not_signed_in    not_allowed  not_allowed  not_allowed  200          200
POST   /api/payments/reconcile                                            payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  payments_off payments_off
GET    /api/payments/reconcile                                            payments.manage      not_signed_in    not_allowed  not_allowed  not_allowed  not_allowed  200          200
GET    /api/health/live                                                   public               200              200          -            200          200          200
GET    /api/health/ready                                                  public               200              200          -            200          200          200
"""
ACTORS = ("anyone", "patient", "own", "reception", "manager", "stranger", "admin")
STATUS = {
    "not_signed_in": 401,
    "session_expired": 401,
    "not_allowed": 403,
    "bad_signature": 403,
    "not_found": 404,
    "invalid": 422,
    "not_available": 422,
    "payments_off": 422,
}


class Operation(NamedTuple):
    method: str
    path: str
    permission: str
    expected: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def read(line: str) -> Operation:
    method, path, permission, *answers = line.split()
    if len(answers) < len(ACTORS):
        answers.append(answers[ACTORS.index("manager")])
    return Operation(method, path, permission, dict(zip(ACTORS, answers, strict=True)))


OPERATIONS = [read(line) for line in TABLE.strip().splitlines()[1:]]
