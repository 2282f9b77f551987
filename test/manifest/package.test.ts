import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect } from 'expect';
import { strFromU8, unzipSync } from 'fflate';
import { colourIconFaults, outlineIconFaults } from '../../src/cli/package-check.ts';
import { readAttachments, readJson } from '../../src/cli/package-files.ts';
import { readPicture } from '../../src/cli/package-picture.ts';
import { faultsOf, packageApp } from '../../src/cli/package.ts';
import { commandIn } from '../../src/chat/commands.ts';

const APP = '0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9';
const settings = {
  appId: APP,
  developerName: 'Contoso “IT” {{appId}}',
  websiteUrl: 'https://contoso.example/',
  privacyUrl: 'https://contoso.example/privacy',
  termsOfUseUrl: 'https://contoso.example/terms',
};

interface Commands {
  readonly scopes: readonly string[];
  readonly commands: readonly { readonly title: string; readonly description: string }[];
}
interface Manifest {
  readonly id: string;
  readonly developer: { readonly name: string };
  readonly bots: readonly { readonly botId: string; readonly commandLists: readonly Commands[] }[];
}

suite('the Teams package', () => {
  let folder = '';
  setup(() => (folder = mkdtempSync(join(tmpdir(), 'package-'))));
  teardown(() => rmSync(folder, { recursive: true }));
  const pack = (given: object = {}, name = 'a.zip') =>
    packageApp({ ...settings, ...given }, join(folder, name));
  const unpack = (name = 'a.zip') => unzipSync(readFileSync(join(folder, name)));
  const manifest = () => JSON.parse(strFromU8(unpack()['manifest.json'] as Uint8Array)) as Manifest;

  test('has the manifest, both icons and the German words at its root, and nothing else', async () => {
    const packaged = await pack();

    expect(packaged).toMatchObject({ kind: 'written', notes: [] });
    expect(Object.keys(unpack()).sort()).toEqual([
      'color.png',
      'de.json',
      'manifest.json',
      'outline.png',
    ]);
  });

  test('carries the settings as they are, whatever stands in them', async () => {
    await pack({ botId: '11111111-2222-4333-8444-555555555555' });

    expect(manifest()).toMatchObject({
      id: APP,
      developer: { name: 'Contoso “IT” {{appId}}' },
      bots: [{ botId: '11111111-2222-4333-8444-555555555555' }],
    });
  });

  test('is the same to the byte for the same settings, wherever the clock stands', async () => {
    const zone = process.env['TZ'];
    await pack({}, 'a.zip');
    process.env['TZ'] = 'Pacific/Auckland';

    await pack({}, 'b.zip');

    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(readFileSync(join(folder, 'b.zip'))).toEqual(readFileSync(join(folder, 'a.zip')));
  });

  test('lists only commands that the bot understands in any state', async () => {
    await pack();
    const understood = [
      { command: 'set up dynamics auditing', id: 'dynamics-auditing' },
    ] as unknown as Parameters<typeof commandIn>[1];

    const titles = manifest().bots.flatMap(({ commandLists }) =>
      commandLists.flatMap(({ commands }) => commands.map(({ title }) => title)),
    );

    expect(titles).toContain('help');
    expect(titles.filter((title) => commandIn(title, understood) === undefined)).toEqual([]);
  });

  test('keeps the titles of commands in English, for choosing one sends its title', async () => {
    const german = (await readJson('manifest/de.json')) as Record<string, string>;

    expect(Object.keys(german).filter((path) => path.endsWith('.title'))).toEqual([]);
  });

  test('says which addresses are left to a placeholder', async () => {
    const packaged = await packageApp({ appId: APP }, join(folder, 'a.zip'));

    expect(packaged).toMatchObject({
      kind: 'written',
      notes: [/websiteUrl/, /privacyUrl/, /termsOfUseUrl/].map((name) =>
        expect.stringMatching(name),
      ),
    });
  });

  const wrong = [
    ['appId', 'not-a-guid'],
    ['botId', ''],
    ['websiteUrl', 'http://contoso.example'],
    ['privacyUrl', 'javascript:alert(1)'],
    ['developerName', 'x'.repeat(33)],
    ['version', '1.0'],
  ] as const;
  for (const [name, value] of wrong)
    test(`is refused and not written when ${name} is ${JSON.stringify(value)}`, async () => {
      const packaged = await pack({ [name]: value });

      const fault = expect.stringMatching(new RegExp(`^${name} has to`)) as unknown as string;
      expect(packaged).toEqual({ kind: 'refused', faults: [fault] });
      expect(existsSync(join(folder, 'a.zip'))).toBe(false);
    });

  test('a manifest that the schema does not allow is refused', async () => {
    await pack();
    const changed = { ...manifest(), accentColor: 'blue', surplus: true };

    const faults = await faultsOf({
      ...unpack(),
      'manifest.json': Buffer.from(JSON.stringify(changed)),
    });

    expect(faults.join(' ')).toContain('must NOT have additional properties');
    expect(faults.join(' ')).toContain('accentColor');
  });

  test('a file too many, a file missing, a stray or an overlong translation are refused', async () => {
    await pack();
    const { 'color.png': _, ...rest } = unpack();
    const words = {
      'name.short': 'x'.repeat(31),
      'bots[0].commandLists[2].commands[0].description': 'nowhere',
      'icons.color': 'nothing to translate',
    };

    const faults = await faultsOf({
      ...rest,
      'notes.txt': new Uint8Array(),
      'de.json': Buffer.from(JSON.stringify(words)),
    });

    expect(faults).toEqual([
      'de.json: name.short has to have at most 30 letters.',
      expect.stringContaining('is translated, but is not in the manifest.'),
      'de.json: icons.color cannot be translated.',
      'color.png is named in the manifest and is missing.',
      'notes.txt is not named in the manifest.',
      'The colour icon cannot be read: It is not a PNG.',
    ]);
  });
});

/** A small PNG of one colour, made by hand: every row with another of the five filters. */
function png(size: number, [red, green, blue, alpha]: readonly number[]): Uint8Array {
  const pixel = [red, green, blue, alpha].map(Number);
  const rows = Array.from({ length: size }, (_, y) => rowOf(y === 0 ? 0 : y % 3, size, pixel));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data)]);
}

function rowOf(filter: number, size: number, pixel: readonly number[]): Buffer {
  const same = Array<number[]>(size)
    .fill([...pixel])
    .flat();
  if (filter === 1) return Buffer.from([1, ...pixel, ...same.slice(4).fill(0)]);
  return Buffer.from([filter, ...(filter === 2 ? same.fill(0) : same)]);
}

function chunk(name: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(name, 'latin1'), data, Buffer.alloc(4)]);
}

suite('the icons of the package', () => {
  test('a picture is read pixel by pixel whatever its rows are predicted from', () => {
    const { width, height, pixels } = readPicture(png(7, [10, 20, 30, 40]));

    expect([width, height]).toEqual([7, 7]);
    expect([...pixels]).toEqual(Array<number[]>(49).fill([10, 20, 30, 40]).flat());
  });

  test('those in the package are as Teams wants them', async () => {
    const files = await readAttachments();

    expect(colourIconFaults(files['color.png'] ?? new Uint8Array())).toEqual([]);
    expect(outlineIconFaults(files['outline.png'] ?? new Uint8Array())).toEqual([]);
  });

  const refused = [
    ['an outline of another size', outlineIconFaults(png(33, [255, 255, 255, 0])), '32 × 32'],
    ['an outline without transparency', outlineIconFaults(png(32, [255, 255, 255, 255])), 'transp'],
    ['an outline in another colour', outlineIconFaults(png(32, [255, 0, 255, 9])), 'white'],
    ['an empty outline', outlineIconFaults(png(32, [255, 255, 255, 0])), 'shows nothing'],
    ['a transparent colour icon', colourIconFaults(png(192, [1, 2, 3, 254])), 'transparent'],
    ['a colour icon of another size', colourIconFaults(png(96, [1, 2, 3, 255])), '192 × 192'],
    ['something that is no picture', colourIconFaults(Buffer.from('GIF89a')), 'not a PNG'],
    [
      'a damaged picture',
      colourIconFaults(png(192, [1, 2, 3, 255]).slice(0, 60)),
      'cannot be read',
    ],
  ] as const;
  for (const [what, faults, why] of refused)
    test(`${what} is refused`, () => {
      expect(faults.join(' ')).toContain(why);
    });
});
