import { z } from 'zod';
import { isResource } from './audiences.ts';
import { findEnvironmentByHost } from './environments-seed.ts';
import { APPLICATION } from './people.ts';
import { tokenError } from './refusals.ts';
import type { Service, ServiceAnswer, ServiceRequest, Tenant } from './service.ts';
import type { Tokens } from './tokens.ts';

const HOST = 'login.microsoftonline.com';
const DOMAINS = ['contoso.onmicrosoft.com', 'contoso.example'];

/** Of tokens of version 1. */
const issuerOf = (tenant: string) => `https://sts.windows.net/${tenant}/`;

const Form = z.record(z.string(), z.string());

/** The token endpoint, for applications with a client secret. */
export const identityService = (tenant: Tenant, tokens: Tokens): Service => ({
  name: 'identity',
  serves: (host) => host === HOST,
  seed() {},
  handle(request) {
    const [, first = '', ...rest] = request.url.pathname.split('/');
    const path = rest.join('/').toLowerCase();
    if (`${first}/${path}`.toLowerCase() === 'common/discovery/instance') return discovery(request);
    if (!isTenant(tenant, first)) return refuse(400, 'invalid_request', noSuchTenant(first));
    switch (path) {
      case 'oauth2/v2.0/token':
        return request.method === 'POST' ? issue(request, tenant, tokens) : onlyPost();
      case 'v2.0/.well-known/openid-configuration':
        return { status: 200, body: configuration(tenant.id) };
      case '.well-known/openid-configuration':
        return { status: 200, body: { ...configuration(tenant.id), issuer: issuerOf(tenant.id) } };
      case 'discovery/v2.0/keys':
        return { status: 200, body: { keys: tokens.keys() } };
    }
    return { status: 404, body: tokenError('invalid_request', `AADSTS900144: No such endpoint.`) };
  },
});

const isTenant = ({ id }: Tenant, name: string) => [id, ...DOMAINS].includes(name.toLowerCase());

const noSuchTenant = (name: string) =>
  `AADSTS90002: Tenant '${name}' not found. Check to make sure you have the correct tenant ID ` +
  'and are signing into the correct cloud.';

const refuse = (status: number, error: string, description: string): ServiceAnswer => ({
  status,
  headers: { 'cache-control': 'no-store' },
  body: tokenError(error, description),
});

const onlyPost = () =>
  refuse(400, 'invalid_request', 'AADSTS900561: The endpoint only accepts POST requests.');

function issue({ body }: ServiceRequest, { id }: Tenant, tokens: Tokens): ServiceAnswer {
  const form = Form.safeParse(body).data ?? {};
  const refused = findRefusal(form);
  if (refused !== undefined) return refused;
  const audience = findAudience(form.scope);
  if (audience === undefined) return refuse(400, 'invalid_scope', badScope(form.scope));
  if (!isResource(audience, (host) => findEnvironmentByHost(host) !== undefined))
    return refuse(400, 'invalid_resource', noSuchResource(audience));

  const { clientId, objectId } = APPLICATION;
  const caller = { applicationId: clientId, objectId, tenantId: id };
  const { token, lifetime } = tokens.issue(caller, audience);
  return {
    status: 200,
    headers: { 'cache-control': 'no-store, no-cache', pragma: 'no-cache' },
    body: {
      token_type: 'Bearer',
      expires_in: lifetime,
      ext_expires_in: lifetime,
      access_token: token,
    },
  };
}

function findRefusal(form: z.infer<typeof Form>): ServiceAnswer | undefined {
  if (form.grant_type === undefined) return refuse(400, 'invalid_request', missing('grant_type'));
  if (form.grant_type !== 'client_credentials')
    return refuse(400, 'unsupported_grant_type', badGrant(form.grant_type));
  if (form.client_id === undefined) return refuse(400, 'invalid_request', missing('client_id'));
  if (form.client_id.toLowerCase() !== APPLICATION.clientId)
    return refuse(400, 'unauthorized_client', noSuchClient(form.client_id));
  if (form.client_secret === undefined) return refuse(401, 'invalid_client', noSecret);
  if (form.client_secret !== APPLICATION.secret) return refuse(401, 'invalid_client', wrongSecret);
  return undefined;
}

const missing = (name: string) =>
  `AADSTS900144: The request body must contain the following parameter: '${name}'.`;
const badGrant = (grant: string) =>
  `AADSTS70003: The app requested an unsupported grant type '${grant}'.`;
const noSuchClient = (id: string) =>
  `AADSTS700016: Application with identifier '${id}' was not found in the directory 'Contoso'.`;
const noSecret =
  "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or " +
  "'client_secret'.";
const wrongSecret =
  'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is ' +
  'the client secret value, not the client secret ID, for a secret added to app ' +
  `'${APPLICATION.clientId}'.`;
const badScope = (scope = '') =>
  `AADSTS1002012: The provided value for scope ${scope} is not valid. Client credential flows must ` +
  'have a scope value with /.default suffixed to the resource identifier (application ID URI).';
const noSuchResource = (audience: string) =>
  `AADSTS500011: The resource principal named ${audience} was not found in the tenant named Contoso.`;

/** `https://graph.microsoft.com/.default` asks for a token for `https://graph.microsoft.com`. */
const findAudience = (scope = ''): string | undefined =>
  /^(\S+?)\/*\/\.default$/.exec(scope.trim())?.[1]?.toLowerCase();

const configuration = (tenantId: string) => ({
  token_endpoint: `https://${HOST}/${tenantId}/oauth2/v2.0/token`,
  token_endpoint_auth_methods_supported: ['client_secret_post'],
  jwks_uri: `https://${HOST}/${tenantId}/discovery/v2.0/keys`,
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  issuer: `https://${HOST}/${tenantId}/v2.0`,
  authorization_endpoint: `https://${HOST}/${tenantId}/oauth2/v2.0/authorize`,
  tenant_region_scope: 'EU',
  cloud_instance_name: 'microsoftonline.com',
});

function discovery({ url }: ServiceRequest): ServiceAnswer {
  const endpoint = url.searchParams.get('authorization_endpoint') ?? '';
  const wanted = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (wanted?.host !== HOST)
    return refuse(400, 'invalid_instance', 'AADSTS50049: Unknown or invalid instance.');
  const [, tenant = 'common'] = wanted.pathname.split('/');
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${HOST}/${tenant}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: HOST, preferred_cache: HOST, aliases: [HOST] }],
    },
  };
}
