import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { json } from 'node:stream/consumers';
import { expect } from 'expect';
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

  test('a bot in another process learns how to connect, and what the time is', async () => {
    await post(running.address, '/sandbox/clock', { advance: 'PT24H' });

    const told = await connectionOf(running.address);

    expect(told).toEqual({ ...running.sandbox.connection, clock: { offsetMs: 86_400_000 } });
  });

  test('what is served beside the controls is guarded as they are', async () => {
    const beside = await startStandalone({
      folder: emptyFolder(),
      services: () => [],
      beside: () => (_, response) => {
        response.end('a page');
        return Promise.resolve(true);
      },
    });

    const own = await send(http, `${beside.address}/`);
    const rebound = await send(http, `${beside.address}/`, {
      headers: { host: 'rebound.example' },
    });

    expect([own.text, rebound.status]).toEqual(['a page', 403]);
    await beside.close();
  });

  test('its address says nothing to other sites', async () => {
    const { status } = await send(http, `${running.address}/sandbox/connection`, {
      headers: { host: 'rebound.example' },
    });

    expect(status).toBe(403);
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
  }).timeout(180_000);
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
