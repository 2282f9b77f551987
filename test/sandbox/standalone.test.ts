import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { json } from 'node:stream/consumers';
import { expect } from 'expect';
import { attachSandbox } from '../../src/sandbox/attach.ts';
import { ENVIRONMENTS } from '../../src/sandbox/environments-seed.ts';
import { APPLICATION } from '../../src/sandbox/people.ts';
import { startStandalone, type Standalone } from '../../src/sandbox/standalone.ts';
import { sandboxAgent, type Connection } from '../../src/sandbox/transport.ts';
import { emptyFolder, send, tokenForm, TOKEN_URL } from './wire.ts';
import https from 'node:https';

const post = (address: string, path: string, body: object) =>
  send(http, `${address}${path}`, { method: 'POST', json: body });

suite('the sandbox runs as a process of its own', () => {
  let running: Standalone;
  setup(async () => {
    running = await startStandalone({ folder: emptyFolder(), services: () => [] });
  });
  teardown(() => running.close());

  test('a bot in another process attaches to it and follows its clock', async () => {
    const attached = await attachSandbox(running.address, 10);
    await post(running.address, '/sandbox/clock', { advance: 'PT24H' });
    await sleep(60);

    const offset = attached.clock.offsetMs();

    expect(attached.connection).toEqual(running.sandbox.connection);
    expect(offset).toBe(86_400_000);
    attached.close();
  });

  test('its address says nothing to other sites', async () => {
    const { status } = await send(http, `${running.address}/sandbox/connection`, {
      headers: { host: 'rebound.example' },
    });

    expect(status).toBe(403);
  });

  test('an address without a sandbox is told apart with a sentence', async () => {
    const stranger = http.createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const { port } = stranger.address() as { port: number };

    const attaching = attachSandbox(`http://127.0.0.1:${port}`);

    await expect(attaching).rejects.toThrow('No sandbox answers at this address.');
    stranger.closeAllConnections();
    stranger.close();
  });
});

suite('the sandbox is killed', () => {
  const start = async (folder: string) => {
    const script = new URL('killed-sandbox.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    return { child, address: String(line).trim() };
  };
  const kill = async (child: ChildProcess) => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };

  test('everything that was answered before is still so afterwards', async () => {
    const folder = emptyFolder();
    const first = await start(folder);
    const { connection } = await addUser(first.address);
    await post(first.address, '/sandbox/clock', { advance: 'PT3M' });
    await post(first.address, '/sandbox/faults', [{ match: 'never', status: 500 }]);
    await kill(first.child);

    const second = await start(folder);
    const state: any = await stateOf(second.address); // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
    const again: any = await connectionOf(second.address); // eslint-disable-line @typescript-eslint/no-explicit-any -- JSON
    await kill(second.child);

    expect(state.clock.offsetMs).toBe(180_000);
    expect(state.faults).toMatchObject([{ match: 'never' }]);
    expect(state.changes).toMatchObject([{ operation: 'addAppUser', target: ENVIRONMENTS[1]?.id }]);
    expect(state.exchanges).toBe(2);
    expect(again.ca).toBe(connection.ca);
  }).timeout(30_000);
});

const connectionOf = (address: string) => read(`${address}/sandbox/connection`);
const stateOf = (address: string) => read(`${address}/sandbox/state`);

async function read(url: string): Promise<unknown> {
  const [response] = await once(http.get(url), 'response');
  return json(response);
}

async function addUser(address: string) {
  const connection = (await connectionOf(address)) as Connection;
  const agent = sandboxAgent(connection);
  const form = tokenForm('https://service.powerapps.com');
  const { body } = await send(https, TOKEN_URL, { method: 'POST', form, agent });
  const path = `scopes/admin/environments/${ENVIRONMENTS[1]?.id}/addAppUser?api-version=2020-10-01`;
  const url = `https://api.bap.microsoft.com/providers/Microsoft.BusinessAppPlatform/${path}`;
  const json = { servicePrincipalAppId: APPLICATION.clientId };
  await send(https, url, { method: 'POST', token: body.access_token, json, agent });
  agent.destroy();
  return { connection };
}
