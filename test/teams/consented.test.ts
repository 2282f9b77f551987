import { expect } from 'expect';
import type { FileConsent } from '../../src/teams/file-consent.ts';
import { activityOf } from '../../src/teams/outgoing.ts';
import { ADA, message, startRig, TENANT, until, type Rig } from './rig.ts';

const FOREIGN = '22222222-2222-4222-8222-222222222222';
const UPLOAD = {
  contentUrl: 'https://contoso-my.sharepoint.com/personal/ada/Documents/a.zip',
  name: 'a.zip',
  uploadUrl: 'https://contoso-my.sharepoint.com/up?secret=1',
  uniqueId: '1150D938-8870-4044-9F2C-5BBDEBA70C8C',
  fileType: 'zip',
};
const accepted = {
  ...{ type: 'fileUpload', action: 'accept', context: { export: 'X7K2F9' } },
  uploadInfo: { ...UPLOAD, etag: '123' },
};

suite('answers to the offer of a file', () => {
  let rig: Rig;
  let seen: FileConsent[];
  const start = async (given: Parameters<typeof startRig>[0] = {}) => {
    seen = [];
    const handlers = { file: async (consent: FileConsent) => void seen.push(consent) };
    rig = await startRig({ handlers, ...given });
    return rig;
  };
  teardown(() => rig.stop());
  const consent = (value: unknown = accepted, other: object = {}) =>
    rig.post({
      ...message(rig.connector, ''),
      ...{ type: 'invoke', name: 'fileConsent/invoke', replyToId: 'card-1', value },
      ...other,
    });

  test('who takes a file is answered at once, and a handler learns where it is wanted', async () => {
    await start();

    const answer = await consent();
    await until(() => seen.length === 1);

    expect(answer).toEqual({ status: 200, body: undefined });
    expect(seen).toEqual([
      {
        person: { id: ADA, name: 'Ada' },
        ...{ tenant: TENANT, context: { export: 'X7K2F9' }, upload: UPLOAD },
        ...{ replyToId: 'card-1', conversationType: 'personal' },
      },
    ]);
    expect(rig.connector.sent).toEqual([]);
  });

  test('who declines a file sends no place for it', async () => {
    await start();

    await consent({ type: 'fileUpload', action: 'decline', context: { export: 'X7K2F9' } });
    await until(() => seen.length === 1);

    expect(seen[0]).toMatchObject({ context: { export: 'X7K2F9' }, upload: undefined });
  });

  test('the answer does not wait for the file', async () => {
    let handOver: () => void = () => undefined;
    await start({ handlers: { file: () => new Promise((resolve) => (handOver = resolve)) } });

    const answer = await consent();

    handOver();
    expect(answer.status).toBe(200);
  });

  test('a file that fails is in the log without its address, and ends nothing', async () => {
    await start({ handlers: { file: () => Promise.reject(new Error('No.')) } });

    await consent();
    await until(() => rig.lines.some(({ event }) => event === 'file.failed'));

    expect(JSON.stringify(rig.lines)).not.toContain('secret=1');
    expect((await consent()).status).toBe(200);
  });

  const odd: readonly unknown[] = [
    null,
    'accept',
    [],
    {},
    { ...accepted, type: 'other' },
    { ...accepted, action: 'delete' },
    { ...accepted, uploadInfo: undefined },
    { ...accepted, uploadInfo: { ...UPLOAD, uploadUrl: 'no address' } },
    { ...accepted, uploadInfo: { ...UPLOAD, uploadUrl: ['x'] } },
    { ...accepted, uploadInfo: { ...UPLOAD, uploadUrl: `https://x.example/${'x'.repeat(9000)}` } },
    { ...accepted, uploadInfo: { ...UPLOAD, name: '' } },
    { ...accepted, uploadInfo: { ...UPLOAD, fileType: 7 } },
  ];
  odd.forEach((value, place) =>
    test(`an answer that does not follow the protocol does nothing (${place + 1})`, async () => {
      await start();

      const answer = await consent(value);

      expect(answer.status).toBe(400);
      expect(seen).toEqual([]);
    }),
  );

  test('another tenant and somebody without an object id are turned away', async () => {
    await start();
    const tenant = { channelData: { tenant: { id: FOREIGN } } };

    const foreign = await consent(accepted, tenant);
    const nobody = await consent(accepted, { from: { id: '29:x', name: 'X' } });

    expect([foreign.status, nobody.status]).toEqual([501, 403]);
    expect(seen).toEqual([]);
    expect(JSON.stringify(rig.lines)).not.toContain('secret=1');
  });

  test('who answers too fast is held back', async () => {
    await start({ limits: { pressesPerMinute: 1 } });

    const statuses = [(await consent()).status, (await consent()).status];

    await until(() => seen.length === 1);
    expect(statuses).toEqual([200, 429]);
  });

  test('a bot that hands out no files leaves the answer alone', async () => {
    await start({ handlers: {} });

    expect((await consent()).status).toBe(501);
  });
});

suite('messages about files', () => {
  const reference = {
    serviceUrl: 'https://smba.trafficmanager.net/emea/',
    conversation: { id: 'a:ada' },
    bot: { id: '28:bot' },
  };

  test('an offer carries a name, a size, what it is for and the context of both answers', () => {
    const offer = {
      ...{ kind: 'file offer', name: 'a.zip', description: 'An export', sizeInBytes: 17 },
      context: { export: 'X7K2F9' },
    } as const;

    expect(activityOf(offer, reference)).toMatchObject({
      type: 'message',
      summary: 'Audit Steward offers a.zip',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.teams.card.file.consent',
          name: 'a.zip',
          content: {
            ...{ description: 'An export', sizeInBytes: 17 },
            ...{ acceptContext: { export: 'X7K2F9' }, declineContext: { export: 'X7K2F9' } },
          },
        },
      ],
    });
  });

  test('a file that was handed over is shown where it lies', () => {
    const { contentUrl, name, uniqueId, fileType } = UPLOAD;
    const info = { kind: 'file info', contentUrl, name, uniqueId, fileType } as const;

    expect(activityOf(info, reference)).toMatchObject({
      attachments: [
        {
          contentType: 'application/vnd.microsoft.teams.card.file.info',
          ...{ contentUrl, name, content: { uniqueId, fileType } },
        },
      ],
    });
  });
});
