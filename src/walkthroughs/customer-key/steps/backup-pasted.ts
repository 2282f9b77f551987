/** What `Get-FileHash` said about a backup. */
export type HashIn =
  | {
      readonly kind: 'hash';
      readonly sha256: string;
      readonly file: string | undefined;
      readonly size: number | undefined;
    }
  | { readonly kind: 'refused'; readonly problem: string };

const refused = (problem: string): HashIn => ({ kind: 'refused', problem });

const BLOB =
  'This looks like the backup itself, or like a key. It must not be posted: delete the message, and treat the backup as seen by others. Only its SHA-256 is wanted, the line “Hash” that Get-FileHash prints.';

/** How every backup of Key Vault begins, in base64: `(AzureKeyVault…`. */
const BEGINS = /KUF6dXJlS2V5VmF1bHR|AzureKeyVaultKeyBackup|-----BEGIN [A-Z ]*PRIVATE KEY/;
/** Longer than any name of a file that the command makes. */
const LONG = 256;
const LETTERS = /[A-Za-z0-9+/=_-]{257,}/;
const ONLY_LETTERS = /^[A-Za-z0-9+/=_-]{40,}$/;
/** A hash, or the line below the head of a table. */
const HARMLESS = /^(?:[0-9a-f]{64}|[-=_]+)$/i;

/** Also when it was wrapped into lines. */
function looksLikeBackup(text: string): boolean {
  if (BEGINS.test(text) || LETTERS.test(text)) return true;
  const solid = text
    .split(/\s+/)
    .filter((word) => ONLY_LETTERS.test(word) && !HARMLESS.test(word))
    .join('');
  return solid.length > LONG;
}

const HASHES = /(?<![0-9A-Za-z+/_-])[0-9A-Fa-f]{64}(?![0-9A-Za-z+/_=-])/g;
const OTHER = /\b(?:MD5|SHA-?1|SHA-?384|SHA-?512|MACTripleDES|RIPEMD160)\b/i;
/** SHA-256 of nothing at all. */
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const noHash = (text: string): string =>
  OTHER.test(text)
    ? 'This is another kind of hash. Run Get-FileHash with -Algorithm SHA256 and paste what it prints.'
    : 'No SHA-256 was found in this: it has 64 digits from 0 to 9 and A to F. If the window cut it off, add | Format-List to Get-FileHash and paste again.';

/** The name only: where somebody keeps backups is nobody's business. */
const fileIn = (text: string): string | undefined =>
  /(?:^|[\\/\s"'])([A-Za-z0-9][\w.-]{0,200}\.(?:backup|blob|keybackup|bak))(?![\w.])/im.exec(
    text,
  )?.[1];

function sizeIn(text: string): number | undefined {
  const labelled = /\b(?:length|size)\b\s*[:=]\s*(\d{1,9})\b/i.exec(text)?.[1];
  const counted = labelled ?? /(?<![\d.,])(\d{1,9})\s+bytes\b/i.exec(text)?.[1];
  return counted === undefined ? undefined : Number(counted);
}

/** Finds the one SHA-256 in what a person pasted, and refuses what must not be there. */
export function hashIn(pasted: string): HashIn {
  if (looksLikeBackup(pasted)) return refused(BLOB);
  const [sha256, ...others] = new Set(
    [...pasted.matchAll(HASHES)].map(([hash]) => hash.toLowerCase()),
  );
  if (sha256 === undefined) return refused(noHash(pasted));
  if (others.length > 0)
    return refused(
      'There are several hashes in this. Paste only the one of the backup of this key.',
    );
  const size = sizeIn(pasted);
  if (sha256 === OF_NOTHING || size === 0)
    return refused('That file is empty, so it is no backup. Make it again and paste the new hash.');
  return { kind: 'hash', sha256, file: fileIn(pasted), size };
}
