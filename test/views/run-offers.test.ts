import { expect } from 'expect';
import { lampSetup, lampWorld } from '../fakes/lamps.ts';
import { afterwards, offersOf } from '../../src/views/run-offers.ts';

const setup = lampSetup(lampWorld());
const { closing: _closing, ...bare } = setup;
const undo = { ...bare, id: 'lamps-undo' };
const offered = (id: string) =>
  afterwards('7K2QF9', offersOf([setup, undo], id)).map(({ text }) => text);

suite('a finished run', () => {
  test('offers what its walkthrough can answer', () => {
    expect(offered('lamps')).toEqual(['report 7K2QF9', 'undo 7K2QF9']);
  });

  test('that undid another offers nothing that would be refused', () => {
    expect(offered('lamps-undo')).toEqual([]);
  });

  test('of a walkthrough that is gone offers nothing', () => {
    expect(offered('gone')).toEqual([]);
  });
});
