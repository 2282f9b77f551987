import { expect } from 'expect';
import { actionsIn, bytesOf, complaints, inputsIn, objects } from './look.ts';
import { samples } from './samples.ts';

suite('every card', () => {
  for (const [name, card] of Object.entries(samples)) {
    test(`${name} is accepted by the vendor's parser without a complaint`, () => {
      expect(complaints(card)).toEqual([]);
    });

    test(`${name} keeps within Teams' limits`, () => {
      expect(actionsIn(card).length).toBeLessThanOrEqual(6);
      expect(bytesOf(card)).toBeLessThan(28 * 1024);
      expect(card).toMatchObject({ version: '1.5', msteams: { width: 'Full' } });
      expect(card.fallbackText).not.toBe('');
    });

    test(`${name} has a label on every input and an id of its own on each`, () => {
      const inputs = inputsIn(card);

      expect(inputs.filter(({ label }) => typeof label !== 'string' || label === '')).toEqual([]);
      expect(new Set(inputs.map(({ id }) => id)).size).toBe(inputs.length);
    });

    test(`${name} says what to type wherever it has a button that decides something`, () => {
      const buttons = actionsIn(card).filter(({ type }) => type !== 'Action.ToggleVisibility');
      const hints = objects(card).filter(({ text }) => /\btype\b.*\*\*/i.test(String(text)));

      expect(hints.length).toBeGreaterThanOrEqual(buttons.length === 0 ? 0 : 1);
    });

    test(`${name} never has more than two columns side by side`, () => {
      const sets = objects(card).filter(({ type }) => type === 'ColumnSet');

      expect(sets.filter(({ columns }) => (columns as unknown[]).length > 2)).toEqual([]);
    });
  }
});
