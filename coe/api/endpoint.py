"""How every operation is run: token, budget, door, input, one transaction, answer or problem."""

import logging
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpResponseBase, QueryDict
from django.utils import timezone
from rest_framework.exceptions import MethodNotAllowed, ValidationError
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView

from coe.access.rights import Denied
from coe.api import guessing, idempotency
from coe.api.callers import Caller, enter, note_use, organisation_of, secret_of
from coe.api.mapping import denied_problem, problem_of
from coe.api.operations import Answer, Call, Operation
from coe.api.paging import Page, as_parameters, envelope
from coe.api.problems import MEDIA_TYPE, Problem
from coe.api.schema import OperationSchema
from coe.api.throttles import Budget, spend
from coe.tenancy.context import inside

log = logging.getLogger("coe.api")
LARGEST_JSON = 1024 * 1024
LARGEST_UPLOAD = 12 * 1024 * 1024


class ProblemRenderer(JSONRenderer):
    media_type = MEDIA_TYPE


class Endpoint(APIView):
    """One address. `operations` by method."""

    operations: ClassVar[dict[str, Operation]] = {}
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    renderer_classes = (JSONRenderer,)
    parser_classes = (JSONParser, MultiPartParser)
    schema = OperationSchema()
    format_kwarg: str | None = None
    caller: Caller | None = None
    budget: Budget | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.args, self.kwargs, self.headers = args, kwargs, {}
        self.request = self.initialize_request(request, *args, **kwargs)
        operation = self.operations.get("GET" if request.method == "HEAD" else request.method)
        try:
            if operation is None:
                raise MethodNotAllowed(request.method)
            if not operation.streams:
                self.request.accepted_renderer, self.request.accepted_media_type = self.perform_content_negotiation(
                    self.request
                )
            response = self._answered(operation)
        except Exception as error:
            response = self._refused(operation, error)
        finally:
            if self.caller:
                note_use(self.caller.token)
        return self._finished(response)

    # ── the way in ──────────────────────────────────────────────────────────────────────────────

    def _answered(self, operation: Operation) -> HttpResponseBase:
        _small_enough(self.request, operation)
        header = self.request.headers.get("Authorization", "")
        guessing.before(self.request._request, header)
        secret = secret_of(header)
        self.org_id: UUID = organisation_of(secret)
        with inside(self.org_id):
            call = self._enter(operation, secret)
            if not operation.own_transaction:
                return self._once(operation, call)
        return self._once_across_servers(operation, call)

    def _enter(self, operation: Operation, secret: str) -> Call:
        http: Any = self.request._request
        caller = self.caller = enter(secret, request_id=http.request_id)
        http.org, http.member, http.rights, http.token = caller.org, caller.member, caller.rights, caller.token
        timezone.activate(caller.member.user.zone or caller.org.zone)
        self.budget = spend(token=caller.token.pk, member=caller.member.pk, writes=operation.writes)
        if operation.act and not caller.rights.may(operation.act, anywhere=True):
            raise Denied(operation.act)
        return Call(http, caller, data=self._body(operation, http), query=_parameters(operation, http))

    def _body(self, operation: Operation, http: Any) -> dict[str, Any]:
        if operation.takes is None:
            return {}
        if not operation.upload and (self.request.content_type or "").startswith("multipart/"):
            # Reading it would be the parser's own idea of which fields are files.
            raise Problem("media-type")
        try:
            if not operation.upload:
                self.raw = http.body
            given = self.request.data
        except RecursionError:
            raise Problem("malformed") from None
        if isinstance(given, QueryDict):
            given = given.dict()
        if not isinstance(given, dict):
            raise Problem("malformed")
        if operation.revised:
            given = _with_revision(given, http)
        shape = operation.takes(data=given, context={"patch": http.method == "PATCH"})
        shape.is_valid(raise_exception=True)
        return dict(shape.validated_data)

    # ── running it, once ────────────────────────────────────────────────────────────────────────

    def _intent(self, call: Call) -> idempotency.Intent:
        http = call.http
        files = self.request.FILES if "multipart" in (self.request.content_type or "") else None
        body = idempotency.body_of_parts(self.request.POST, files) if files is not None else getattr(self, "raw", b"")
        # If-Match is part of what is wanted: another revision is another request.
        body += b"\n" + http.headers.get("If-Match", "").encode()
        key = http.headers.get("Idempotency-Key")
        return idempotency.intent(call.caller.token, key, method=http.method, path=http.path, body=body)

    def _once(self, operation: Operation, call: Call) -> HttpResponseBase:
        if not operation.writes:
            return self._run(operation, call)
        wanted = self._intent(call)
        if known := idempotency.begin(wanted):
            return Response(known.data, status=known.status, headers=known.headers)
        response: Any = self._run(operation, call)
        idempotency.keep(wanted, _kept(response))
        return response  # type: ignore[no-any-return]

    def _once_across_servers(self, operation: Operation, call: Call) -> HttpResponseBase:
        if not operation.writes:
            return self._run(operation, call)
        wanted = self._intent(call)
        if known := idempotency.claim(wanted):
            return Response(known.data, status=known.status, headers=known.headers)
        try:
            response: Any = self._run(operation, call)
        except Exception:
            idempotency.let_go(wanted, None)
            raise
        idempotency.let_go(wanted, _kept(response))
        return response  # type: ignore[no-any-return]

    def _run(self, operation: Operation, call: Call) -> HttpResponseBase:
        found = operation.run(call, **self.kwargs)
        if isinstance(found, HttpResponseBase):
            return found
        answer = found if isinstance(found, Answer) else Answer(found)
        return Response(
            _shown(operation, call, answer.body), status=answer.status or operation.status, headers=answer.headers
        )

    # ── the way out ─────────────────────────────────────────────────────────────────────────────

    def _refused(self, operation: Operation | None, error: Exception) -> Response:
        problem = self._denied(error) if isinstance(error, Denied) else self._problem(operation, error)
        http: Any = self.request._request
        if problem is None:
            log.error("an operation broke", exc_info=error)
            problem = Problem("broken")
        problem = guessing.refused(http, problem)
        if isinstance(error, MethodNotAllowed):
            problem.headers["Allow"] = ", ".join(sorted(self.operations))
        response = Response(problem.body(http.request_id), status=problem.status, headers=problem.headers)
        response.content_type = MEDIA_TYPE
        self.request.accepted_renderer, self.request.accepted_media_type = ProblemRenderer(), MEDIA_TYPE
        return response

    def _problem(self, operation: Operation | None, error: Exception) -> Problem | None:
        takes = operation.takes if operation else None
        return problem_of(error, fields=takes().fields if takes else ())

    def _denied(self, denied: Denied) -> Problem:
        caller = self.caller
        assert caller is not None
        with inside(self.org_id):
            return denied_problem(denied, by_token=caller.missing_on_token_only(denied.act, denied.place))

    def _finished(self, response: Any) -> Any:
        if type(response) is Response:
            response.accepted_renderer = self.request.accepted_renderer
            response.accepted_media_type = self.request.accepted_media_type
            response.renderer_context = self.get_renderer_context()  # type: ignore[attr-defined]
        if self.budget:
            for name, value in self.budget.headers.items():
                response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Accept, Accept-Language, Authorization"
        self.response = response
        return response


def _small_enough(request: Any, operation: Operation) -> None:
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = LARGEST_UPLOAD if operation.upload else LARGEST_JSON
    if not str(length).isdigit() or int(length) > most:
        raise Problem("too-large")


def _parameters(operation: Operation, http: Any) -> dict[str, Any]:
    given = {name: value for name, value in http.GET.items() if not (operation.paged and name in {"limit", "cursor"})}
    if operation.filters is None:
        if given:
            raise as_parameters({name: ["unknown"] for name in list(given)[:10]})
        return {}
    shape = operation.filters(data=given)
    try:
        shape.is_valid(raise_exception=True)
    except ValidationError as error:
        raise as_parameters(error.detail) from None
    return dict(shape.validated_data)


def _with_revision(given: dict[str, Any], http: Any) -> dict[str, Any]:
    """The revision from If-Match, unless the body says it. Raises Problem when neither does."""
    if "revision" in given:
        return given
    tag = http.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not tag:
        raise Problem("revision-missing")
    if not (tag.isascii() and tag.isdigit() and len(tag) < 9):
        raise Problem("stale")
    return {**given, "revision": int(tag)}


def _shown(operation: Operation, call: Call, body: Any) -> Any:
    context = {"call": call}
    if operation.paged:
        page: Page = body
        items = operation.gives(page.rows, many=True, context=context).data
        return envelope(page, items, call.http.build_absolute_uri())
    if operation.gives is None:
        return {}
    return operation.gives(body, context=context).data


def _kept(response: Any) -> idempotency.Kept:
    headers = {name: response.headers[name] for name in ("ETag", "Location") if name in response.headers}
    return idempotency.Kept(response.status_code, response.data, headers)
