import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect } from 'expect';
import { offering } from '../../../src/chat/audit/offering.ts';
import { onFile } from '../../../src/chat/audit/on-file.ts';
import { isLoopbackUrl } from '../../../src/teams/clouds.ts';
import { createExchange } from '../../../src/teams/exchange.ts';
import { createMessenger, type Messenger } from '../../../src/teams/messenger.ts';
import { createUpload } from '../../../src/teams/upload.ts';
import { answerOf } from '../../audit/export/answers.ts';
import { openHouse, type Activity, type TeamsHouse } from '../../fakes/chatty-bot.ts';
import { dan } from '../../fakes/fake-directory.ts';
import { deskWith, fileStage } from '../../fakes/file-stage.ts';
import { TENANT } from '../../fakes/stage.ts';
import { startRig, type Rig } from '../../teams/rig.ts';

const CONSENT = 'application/vnd.microsoft.teams.card.file.consent';
const INFO = 'application/vnd.microsoft.teams.card.file.info';

suite('files from the bot to Teams and back', () => {
  let rig: Rig;
  let house: TeamsHouse;
  let on: ReturnType<typeof fileStage>;
  let messenger: Messenger;
  setup(async () => {
    on = fileStage({ desk: deskWith(500) });
    const upload = createUpload({ exchange: createExchange(), allowed: isLoopbackUrl });
    rig = await startRig({
      handlers: {
        seen: (activity) => messenger.remember(activity),
        file: (consent) =>
          onFile({ exports: on.exports, messenger, upload, log: rig.log }, consent),
      },
    });
    house = await openHouse({ botEndpoint: `${rig.url}/api/messages` });
    messenger = createMessenger({
      ...{ adapter: rig.adapter, references: on.store.references, tenant: TENANT },
      ...{ botId: '28:bot', defaultServiceUrl: `${house.url}/sandbox/connector` },
      ...{ channelPlaces: [], log: rig.log },
    });
    await house.post('/sandbox/teams/open', { person: 'Dan' });
  });
  teardown(async () => {
    await house.close();
    await rig.stop();
    rmSync(on.folder, { recursive: true, force: true });
  });

  const offer = () => {
    const parts = { exports: on.exports, messenger, handsOutFiles: true, clock: on.clock };
    return offering({ ...parts, log: rig.log }).offer(answerOf().query, dan, false);
  };
  const carrying = async (type: string): Promise<Activity | undefined> =>
    (await house.messages('Dan')).find(({ attachments }) => attachments?.[0]?.contentType === type);
  async function eventually(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('It never came true.');
  }

  test('what lies in OneDrive in the end is what was put on record', async () => {
    await offer();
    const card = await carrying(CONSENT);

    const answered = await house.post('/sandbox/teams/consent', {
      ...{ person: 'Dan', activityId: card?.activityId, action: 'accept' },
    });
    await eventually(async () => (await carrying(CONSENT)) === undefined);

    const shown = await carrying(INFO);
    const file = await fetch(shown?.attachments[0].contentUrl);
    const bytes = Buffer.from(await file.arrayBuffer());
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(answered.body).toMatchObject({ status: 200 });
    expect(bytes.length).toBe(card?.attachments[0].content.sizeInBytes);
    expect(await on.noted()).toMatchObject([{ what: 'exported', details: { sha256, rows: 500 } }]);
    const replaced = (await house.messages('Dan')).find(
      ({ activityId }) => activityId === card?.activityId,
    );
    expect(replaced).toMatchObject({ state: 'edited', text: expect.stringContaining(sha256) });
    expect(on.spooled()).toEqual([]);
    expect(JSON.stringify(rig.lines)).not.toContain('/uploads/');
  });

  test('an offer that is declined leaves a sentence and no file', async () => {
    await offer();
    const card = await carrying(CONSENT);

    await house.post('/sandbox/teams/consent', {
      ...{ person: 'Dan', activityId: card?.activityId, action: 'decline' },
    });
    await eventually(async () => (await carrying(CONSENT)) === undefined);

    expect((await house.messages('Dan')).at(-1)?.text).toMatch(/^Declined/);
    expect(on.spooled()).toEqual([]);
    expect(await on.noted()).toEqual([]);
  });
});
