/** Thrown below a cmdlet, which answers with its text. */
export class CmdletRefused extends Error {
  override readonly name = 'CmdletRefused';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

export const failure = (message: string) =>
  new CmdletRefused('DataEncryptionPolicyException', message);

export const notFound = (identity: string) =>
  new CmdletRefused(
    'ManagementObjectNotFoundException',
    `The operation couldn't be performed because object '${identity}' couldn't be found.`,
  );
