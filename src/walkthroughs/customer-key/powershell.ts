/**
 * A PowerShell string that means exactly this text. PowerShell takes curly quotes for straight ones,
 * so they are doubled as well.
 */
export const quoted = (text: string): string => `'${text.replaceAll(/['‘’‚‛]/g, '$&$&')}'`;
