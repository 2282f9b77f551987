import { zipSync } from 'fflate';
import { expect } from 'expect';
import { reportOn } from '../../src/verify/report.ts';
import { verifyPack } from '../../src/verify/verify.ts';
import { LIMITS, readZip } from '../../src/verify/zip.ts';
import { filesOf, packOf, zipped } from './pack-maker.ts';
import { goodRun, TENANT } from './stories.ts';

const reading =
  (zip: Buffer, limits = LIMITS) =>
  () =>
    [...readZip(zip, limits).values()].forEach((file) => file.read());

suite('a zip that means harm', () => {
  test('is refused for its size before it is unpacked', () => {
    const bomb = zipped({ 'story.md': ' '.repeat(1_000_000) });

    expect(reading(bomb, { ...LIMITS, file: 1000 })).toThrow(
      'would be 1000000 bytes and was not unpacked',
    );
    expect(reading(bomb, { ...LIMITS, total: 1000 })).toThrow(
      'would unpack to more than 1000 bytes',
    );
    expect(reading(bomb, { ...LIMITS, pack: 100 })).toThrow('was not read');
    expect(reading(zipped({ a: '', b: '' }), { ...LIMITS, files: 1 })).toThrow(
      'more than the 1 allowed',
    );
  });

  test('never unpacks to more than it says', () => {
    const bomb = zipped({ 'story.md': ' '.repeat(1_000_000) });
    // Both places that say the size are made to lie alike.
    bomb.writeUInt32LE(10, 22);
    bomb.writeUInt32LE(10, bomb.readUInt32LE(bomb.length - 6) + 24);

    expect(reading(bomb)).toThrow('cannot be unpacked');
  });

  test('names no file outside of itself, and none twice', () => {
    for (const name of [
      '/etc/passwd',
      '../up.json',
      'a/../b.json',
      'a/b/c.json',
      'C:\\a',
      'A.json',
      'a/',
    ])
      expect(reading(Buffer.from(zipSync({ [name]: new Uint8Array() })))).toThrow(
        'names a file as no file',
      );

    const two = zipped({ 'a.json': '1', 'b.json': '2' });
    const doubled = Buffer.from(two.toString('latin1').replaceAll('b.json', 'a.json'), 'latin1');
    expect(reading(doubled)).toThrow('stands in the zip twice');
  });

  test('hides nothing before, between or after its files', () => {
    const zip = zipped({ 'a.json': '1' });

    expect(reading(Buffer.concat([zip, Buffer.from('x')]))).toThrow('cut off, or bytes were added');
    expect(reading(Buffer.concat([Buffer.from('x'), zip]))).toThrow('another place than it says');
    expect(reading(Buffer.from(zipSync({ a: [new Uint8Array(), { comment: 'psst' }] })))).toThrow(
      'packed in a way',
    );
    expect(reading(Buffer.from(zipSync({ a: [new Uint8Array(), { os: 3, attrs: 1 }] })))).toThrow(
      'packed in a way',
    );
  });
});

suite('a pack that is no pack', () => {
  const making = { ...goodRun(), tenant: TENANT };
  const names = Object.keys(filesOf(making));
  const WRONG = [
    '',
    '{',
    'null',
    '[]',
    '{}',
    '"x"',
    '\n',
    '1e999',
    '[['.repeat(50_000),
    '\ud800',
    '{"keys":[null]}',
    '{"__proto__":1}',
  ];

  test('is answered with a place and a sentence, whatever stands in any of its files', () => {
    for (const name of names.filter((one) => !one.startsWith('story')))
      for (const wrong of WRONG) {
        const report = reportOn(
          verifyPack(packOf(making, (files) => ({ ...files, [name]: wrong }))),
        );

        expect([name, wrong.slice(0, 20), report.ok]).toEqual([name, wrong.slice(0, 20), false]);
        expect(report.faults.every(({ place, says }) => place !== '' && says !== '')).toBe(true);
      }
  });

  test('without any one of its files', () => {
    for (const name of names) {
      const report = reportOn(
        verifyPack(
          packOf(making, (files) =>
            Object.fromEntries(Object.entries(files).filter(([other]) => other !== name)),
          ),
        ),
      );

      expect([name, report.ok]).toEqual([name, false]);
    }
  });
});
