import { expect } from 'expect';
import { remembering } from '../../../src/core/walkthrough.ts';
import { backup } from '../../../src/walkthroughs/customer-key/steps/backup.ts';
import { siteOf } from '../../../src/walkthroughs/customer-key/world.ts';
import { ONE } from '../../sandbox/arm-wire.ts';
import { A1, startEncryption, type EncryptionWire } from '../../sandbox/encryption-wire.ts';
import { ANSWERS, keyStage } from './key-stage.ts';

suite('A backup by hand, in the administrator’s console', () => {
  let wire: EncryptionWire;
  setup(async () => {
    wire = await startEncryption();
    await wire.prepare();
  });
  teardown(() => wire.close());

  test('the command works as it is, and what it prints is understood', async () => {
    const on = keyStage({ steps: () => [] });
    const { version } = await on.bring();
    const guided = {
      ...ANSWERS,
      first: { ...ANSWERS.first, subscription: ONE, vault: A1, key: 'root' },
    };
    const site = siteOf(on.world, guided, remembering());
    const looking = { entries: [], history: [], now: on.clock.now() };
    const [change] = await backup(site, site.branches[0]).check(looking);
    if (change?.kind !== 'guided') throw new Error('It is nobody’s turn.');

    const { command } = change.guide;
    const { body } = await wire.control('POST', '/sandbox/console', { command });
    const own = siteOf(on.world, ANSWERS, remembering());
    const read = await backup(own, own.branches[0]).read?.(body.output, looking);

    expect(read).toMatchObject({
      kind: 'accepted',
      seen: {
        version,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
        file: expect.stringMatching(/^contoso-ck-a1-root-Backup-\d{8}\.backup$/),
        size: expect.any(Number),
      },
    });
  });
});
