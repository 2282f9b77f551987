import { createHash } from 'node:crypto';
import { expect } from 'expect';
import { recorded, withoutSecrets } from '../../src/gateways/http/recording.ts';
import type { Call } from '../../src/gateways/http/call.ts';
import { startStub, thrownBy, type Stub } from './stub.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const AT = new Date('2026-11-21T12:00:00.000Z');

const write: Call = {
  doing: 'Publishing',
  method: 'POST',
  url: 'https://contoso.api.crm4.dynamics.com/api/data/v9.2/publish?api-version=1&sig=top',
  body: { table: 'account' },
};

suite('what a change sends and gets back', () => {
  let stub: Stub;
  setup(async () => {
    stub = await startStub();
  });
  teardown(() => stub.close());

  const send = async (call: Call) => void (await stub.http.send(call));
  const calls = (work: () => Promise<void>) => recorded(work, () => AT);

  test('a call is on record by the hashes of what was sent and of what came back', async () => {
    stub.answers({ status: 200, body: '{"done":true}' });

    const exchanges = await calls(() => send(write));

    expect(exchanges).toEqual([
      {
        at: AT.toISOString(),
        method: 'POST',
        url: 'https://contoso.api.crm4.dynamics.com/api/data/v9.2/publish?api-version=1&sig=…',
        status: 200,
        request: sha(stub.seen[0]?.text ?? 'nothing was sent'),
        response: sha('{"done":true}'),
      },
    ]);
  });

  test('a call that is sent again is on record each time', async () => {
    stub.answers({ status: 429 }, { status: 200, body: '{}' });

    const exchanges = await calls(() => send(write));

    expect(exchanges.map(({ status }) => status)).toEqual([429, 200]);
  });

  test('a call that is not answered is on record without a status', async () => {
    stub.answers({ reset: true });

    const exchanges = await calls(async () => {
      await thrownBy(() => send(write));
    });

    expect(exchanges.map(({ status, response }) => ({ status, response }))).toEqual([
      { status: 0, response: sha('') },
    ]);
  });

  test('calls of others at the same time are not taken for those of the change', async () => {
    stub.answers({ status: 200, body: '{}' });
    const other = { ...write, url: 'https://contoso.api.crm4.dynamics.com/other' };

    const [exchanges] = await Promise.all([calls(() => send(write)), send(other)]);

    expect(stub.seen).toHaveLength(2);
    expect(exchanges.map(({ url }) => url)).toEqual([expect.stringContaining('/publish')]);
  });

  test('of an address neither a sign-in nor the value of a query is kept', () => {
    const said = withoutSecrets(
      'https://ben:secret@vault.example/keys/k?api-version=7.4&code=secret&$filter=upn eq secret#secret',
    );

    expect(said).toBe('https://vault.example/keys/k?api-version=7.4&code=…&$filter=…');
  });

  test('of an address that names a person the person is not kept', () => {
    const id = 'aaaaaaaa-0000-4000-8000-000000000006';
    const said = (path: string) => new URL(withoutSecrets(`https://graph.example${path}`)).pathname;
    const decoded = (path: string) => decodeURIComponent(said(path));

    expect(decoded(`/v1.0/users/${id}/memberOf`)).toBe('/v1.0/users/{id}/memberOf');
    expect(decoded('/v1.0/Users/dan%40contoso.example')).toBe('/v1.0/Users/{id}');
    expect(decoded(`/v1.0/users('${id}')/manager`)).toBe('/v1.0/users({id})/manager');
    expect(decoded(`/v1.0/groups/g1/members/${id}/$ref`)).toBe('/v1.0/groups/g1/members/{id}/$ref');
    expect(decoded(`/v1.0/directoryObjects/${id}`)).toBe('/v1.0/directoryObjects/{id}');
    expect(decoded(`/api/data/v9.2/systemusers(${id})`)).toBe('/api/data/v9.2/systemusers({id})');
    expect(decoded('/v1.0/groups/g1/members/$ref')).toBe('/v1.0/groups/g1/members/$ref');
    expect(said('/subscriptions/s1/users-of-the-lab/x')).toBe(
      '/subscriptions/s1/users-of-the-lab/x',
    );
  });
});
