import { readFile, stat } from 'node:fs/promises';
import { GatewayError } from '../../core/errors.ts';
import type { PolicyFile } from '../policy-file.ts';

/** Far more than any policy takes. */
const MOST_BYTES = 256 * 1024;

const refused = (why: string, cause?: unknown): GatewayError =>
  new GatewayError(`Reading the policy file failed: ${why}`, {
    status: 0,
    transient: false,
    cause,
  });

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** The file that `POLICY_FILE` names. Where it is stays out of what people are told. */
export const policyFileAt = (path: string): PolicyFile => ({
  async read() {
    try {
      const { size } = await stat(path);
      if (size <= MOST_BYTES) return await readFile(path, 'utf8');
    } catch (error) {
      throw codeOf(error) === 'ENOENT'
        ? refused('there is no such file. Put it where POLICY_FILE says.', error)
        : refused(`the file cannot be read (${codeOf(error)}). Mend its rights.`, error);
    }
    throw refused('it is larger than any policy. Check what POLICY_FILE names.');
  },
});
