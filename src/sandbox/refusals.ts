import { randomUUID } from 'node:crypto';
import { TENANT_ID } from './people.ts';
import type { ServiceAnswer, ServiceName } from './service.ts';

/** A refusal before it has taken the shape of a service. */
export interface Refusal {
  readonly status: number;
  /** The service's own code; one that fits the status unless given. */
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: number | string;
}

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'The access token is missing, expired, or was issued for another resource.',
  403: 'The caller does not have the permission that this operation needs.',
  404: 'The resource was not found.',
  405: 'The method is not allowed for this resource.',
  409: 'The request conflicts with the present state of the resource.',
  412: 'A condition of the request does not hold.',
  413: 'The request is too large.',
  429: 'Too many requests. Try again after the time in Retry-After.',
  500: 'An unexpected error occurred.',
  502: 'The gateway got no valid answer.',
  503: 'The service is temporarily unavailable.',
  504: 'The gateway got no answer in time.',
};

const GENERAL: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  412: 'PreconditionFailed',
  413: 'RequestTooLarge',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
};

const GRAPH: Readonly<Record<number, string>> = {
  ...GENERAL,
  400: 'Request_BadRequest',
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
};

const DATAVERSE: Readonly<Record<number, string>> = {
  400: '0x80040203',
  401: '0x80040204',
  403: '0x80040220',
  404: '0x80040217',
  429: '0x80072322',
  500: '0x80040216',
  503: '0x80071151',
};

const ACTIVITY: Readonly<Record<number, string>> = {
  400: 'AF20002',
  401: 'AF20003',
  403: 'AF10001',
  404: 'AF20001',
  429: 'AF429',
};

/** Whoever may not do it is told so by the resource manager in a word of its own. */
const ARM: Readonly<Record<number, string>> = { ...GENERAL, 403: 'AuthorizationFailed' };

const LOCKED =
  'CustomizationLockException: Cannot start the requested operation [EntityCustomization] because ' +
  'there is another [Import] running at this moment. Use Solution History for more details.';

const TOKENS: Readonly<Record<number, string>> = {
  400: 'invalid_request',
  401: 'invalid_client',
  403: 'unauthorized_client',
  503: 'temporarily_unavailable',
};

/** The refusal as this service words it; hosts of one service differ, so the host counts too. */
export function refusal(service: ServiceName, host: string, refused: Refusal): ServiceAnswer {
  const { status, retryAfter } = refused;
  const waits = status === 429 || status === 503;
  const wait = retryAfter ?? (waits ? 2 : undefined);
  return {
    status,
    headers: {
      'x-ms-request-id': randomUUID(),
      ...(wait === undefined ? {} : { 'retry-after': String(wait) }),
      ...(service === 'keyvault' && status === 401 ? { 'www-authenticate': CHALLENGE } : {}),
    },
    body: bodyOf(service, host, refused),
  };
}

/** How a vault says where its tokens come from. */
export const CHALLENGE =
  `Bearer authorization="https://login.microsoftonline.com/${TENANT_ID}", ` +
  'resource="https://vault.azure.net"';

const isOrganisation = (host: string) =>
  /\.crm\d{0,2}\.dynamics\.com$/.test(host) && !host.startsWith('globaldisco.');

function bodyOf(service: ServiceName, host: string, refused: Refusal): unknown {
  const { status } = refused;
  const message = refused.message ?? MESSAGES[status] ?? `The service answered ${status}.`;
  const coded = (codes: Readonly<Record<number, string>>, otherwise: string) => ({
    code: refused.code ?? codes[status] ?? otherwise,
    message,
  });
  const general = coded(GENERAL, `Error${status}`);
  switch (service) {
    case 'identity':
      return tokenError(refused.code ?? TOKENS[status] ?? 'server_error', message);
    case 'graph':
      return { error: { ...coded(GRAPH, `Error${status}`), innerError: inner() } };
    case 'dataverse':
      if (!isOrganisation(host)) return { error: general };
      return { error: dataverseError(status, refused, coded(DATAVERSE, '')) };
    case 'activity':
      return { error: coded(ACTIVITY, 'AF50000') };
    case 'exchange':
      return {
        error: {
          ...general,
          details: [{ code: 'Context', target: '', message }],
          innererror: {
            message,
            type: 'Microsoft.Exchange.Admin.OData.Core.ODataServiceException',
          },
        },
      };
    case 'arm':
      return { error: coded(ARM, `Error${status}`) };
    case 'keyvault':
      // Roles are what a vault goes by unless it was made otherwise.
      return { error: status === 403 ? { ...general, innererror: BY_RBAC } : general };
    case 'loganalytics':
      return { error: general };
  }
}

const dataverseError = (
  status: number,
  { message }: Refusal,
  error: { readonly code: string; readonly message: string },
) => (status === 503 && message === undefined ? { ...error, message: LOCKED } : error);

const BY_RBAC = { code: 'ForbiddenByRbac' };

const inner = () => ({
  date: new Date().toISOString().slice(0, 19),
  'request-id': randomUUID(),
});

/** How the token endpoint refuses. */
export const tokenError = (error: string, description: string) => {
  const trace = { trace_id: randomUUID(), correlation_id: randomUUID() };
  const at = new Date().toISOString().replace('T', ' ').slice(0, 19);
  const code = /^AADSTS(\d+)/.exec(description)?.[1];
  return {
    error,
    error_description:
      `${description} Trace ID: ${trace.trace_id} ` +
      `Correlation ID: ${trace.correlation_id} Timestamp: ${at}Z`,
    error_codes: code === undefined ? [] : [Number(code)],
    timestamp: `${at}Z`,
    ...trace,
  };
};
