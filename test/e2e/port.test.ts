import { createServer } from 'node:net';
import { expect } from 'expect';
import { freePort } from './bot-process.ts';
import { inFolder } from './folders.ts';
import { stewardIn } from './steward-in.ts';

suite('the port of a bot', () => {
  test('that another program uses is named, and what was opened before is closed again', async () => {
    await inFolder(async (dataDir) => {
      const port = await freePort();
      const other = createServer().listen(port, '127.0.0.1');
      try {
        const start = stewardIn(dataDir, { PORT: String(port) });
        await expect(start).rejects.toThrow(`Port ${port} cannot be used`);
      } finally {
        other.close();
      }

      // The same folder, so nobody holds its files any more.
      const steward = await stewardIn(dataDir);
      await steward.stop();
    });
  });

  test('is the bot’s from the first moment, so that many start beside each other', async () => {
    const stewards = await Promise.all(
      Array.from({ length: 6 }, () =>
        inFolder(async (dataDir) => {
          const steward = await stewardIn(dataDir);
          await steward.stop();
          return steward.address;
        }),
      ),
    );

    expect(stewards).toHaveLength(6);
  });
});
