const CONSONANTS = 'bdfghjklmnprstvz';
const VOWELS = 'aiou';

/** One pronounceable word for 16 bits: consonant, vowel, consonant, vowel, consonant. */
function proquint(bits: number): string {
  const consonant = (shift: number) => CONSONANTS[(bits >> shift) & 15] ?? '';
  const vowel = (shift: number) => VOWELS[(bits >> shift) & 3] ?? '';
  return consonant(12) + vowel(10) + consonant(6) + vowel(4) + consonant(0);
}

/** The first 8 bytes of a digest as four words that can be read aloud (arXiv:0901.4016). */
export function phraseOf(digest: string): string {
  const bytes = Buffer.from(digest, 'hex');
  return [0, 2, 4, 6].map((at) => proquint(bytes.readUInt16BE(at))).join('-');
}
