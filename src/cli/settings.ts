import { settingsTable } from '../config.ts';
import type { Command } from './command.ts';

/** The table of settings as it stands in the README. */
export const settings: Command = ({ print }) => {
  print(settingsTable());
  return Promise.resolve(0);
};
