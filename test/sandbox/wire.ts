import { mkdtempSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { APPLICATION, TENANT_ID } from '../../src/sandbox/people.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { sandboxAgent } from '../../src/sandbox/transport.ts';

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- whatever a service says
}

export interface Ask {
  readonly method?: string;
  readonly token?: string | undefined;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
  readonly form?: Record<string, string>;
}

/** A client of the sandbox over real TLS, and the sandbox's own controls. */
export interface Wire {
  readonly sandbox: Sandbox;
  readonly folder: string;
  ask(url: string, ask?: Ask): Promise<Reply>;
  /** A token for this resource. */
  token(resource: string): Promise<string>;
  /** Asks with a token that fits the host. */
  call(url: string, ask?: Ask): Promise<Reply>;
  control(method: string, path: string, json?: unknown, headers?: object): Promise<Reply>;
  close(): Promise<void>;
}

export const emptyFolder = () => mkdtempSync(join(tmpdir(), 'sandbox-'));

export async function startWire(options: Partial<SandboxOptions> = {}): Promise<Wire> {
  const folder = options.folder ?? emptyFolder();
  const sandbox = await startSandbox({ services: () => [], ...options, folder });
  const agent = sandboxAgent(sandbox.connection);
  const controls = await startControls(sandbox);
  const known = new Map<string, string>();

  const ask = (url: string, given: Ask = {}) => send(https, url, { ...given, agent });
  const token = async (resource: string) => {
    const found = known.get(resource) ?? (await askToken(ask, resource)).body.access_token;
    known.set(resource, found);
    return found;
  };
  return {
    sandbox,
    folder,
    ask,
    token,
    call: async (url, given) => ask(url, { ...given, token: await token(resourceOf(url)) }),
    control: (method, path, json, headers) =>
      send(http, `http://127.0.0.1:${portOf(controls)}${path}`, {
        method,
        ...(json === undefined ? {} : { json }),
        headers: { ...headers } as Record<string, string>,
      }),
    async close() {
      agent.destroy();
      controls.close();
      await sandbox.close();
    },
  };
}

const resourceOf = (url: string) => {
  const { origin, hostname } = new URL(url);
  if (hostname.endsWith('.vault.azure.net')) return 'https://vault.azure.net';
  return origin === 'https://api.bap.microsoft.com' ? 'https://service.powerapps.com' : origin;
};

export const tokenForm = (resource: string) => ({
  grant_type: 'client_credentials',
  client_id: APPLICATION.clientId,
  client_secret: APPLICATION.secret,
  scope: `${resource}/.default`,
});

export const TOKEN_URL = `https://login.microsoftonline.com/${TENANT_ID}/oauth2/v2.0/token`;

const askToken = (ask: Wire['ask'], resource: string) =>
  ask(TOKEN_URL, { method: 'POST', form: tokenForm(resource) });

async function startControls(sandbox: Sandbox): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    void sandbox.handle(request, response).then((own) => {
      if (own) return;
      response.writeHead(404);
      response.end('not mine');
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

const portOf = (server: http.Server) => (server.address() as { port: number }).port;

export function send(
  client: typeof http | typeof https,
  url: string,
  { method = 'GET', token, headers = {}, json, form, agent }: Ask & { agent?: https.Agent } = {},
): Promise<Reply> {
  const body = form ? new URLSearchParams(form).toString() : json && JSON.stringify(json);
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  const all = {
    ...(body === undefined ? {} : { 'content-type': type }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const request = client.request(url, { method, headers: all, agent }, (response) => {
      let text = '';
      response.on('data', (part) => (text += part));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text,
          body: /json/.test(response.headers['content-type'] ?? '') ? parse(text) : undefined,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}

const parse = (text: string) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
