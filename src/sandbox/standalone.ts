import { once } from 'node:events';
import http from 'node:http';
import { findObjection } from './guard.ts';
import { sendJson } from './http.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from './sandbox.ts';

/** Serves more paths on the control port, such as the chat page; false when a path is not its own. */
export type Beside = (
  request: http.IncomingMessage,
  response: http.ServerResponse,
) => Promise<boolean>;

export interface StandaloneOptions extends SandboxOptions {
  /** Port of the controls; a free one unless given. */
  readonly port?: number;
  /** Made once the tenant runs, so that it can share its clock. */
  readonly beside?: (sandbox: Sandbox) => Beside;
}

export interface Standalone {
  readonly sandbox: Sandbox;
  /** Where the controls are: `http://127.0.0.1:4000`. */
  readonly address: string;
  close(): Promise<void>;
}

/** A sandbox as a process of its own: its controls have a plain HTTP port on loopback. */
export async function startStandalone(options: StandaloneOptions): Promise<Standalone> {
  const sandbox = await startSandbox(options);
  const beside = options.beside?.(sandbox) ?? (() => Promise.resolve(false));
  const server = http.createServer((request, response) => {
    answer(sandbox, beside, request, response).catch((error: unknown) => {
      options.report?.(error);
      response.destroy();
    });
  });
  try {
    server.listen(options.port ?? 0, '127.0.0.1');
    await once(server, 'listening');
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  return { sandbox, address: addressOf(server), close: () => close(server, sandbox) };
}

function addressOf(server: http.Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The controls have no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: http.Server, sandbox: Sandbox): Promise<void> {
  server.close();
  server.closeAllConnections();
  await sandbox.close();
}

async function answer(
  sandbox: Sandbox,
  beside: Beside,
  request: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  if (await sandbox.handle(request, response)) return;
  const objection = findObjection(request);
  if (objection !== undefined) return sendJson(response, 403, { error: objection });
  if (await beside(request, response)) return;
  sendJson(response, 404, { error: 'The sandbox has nothing here.' });
}
