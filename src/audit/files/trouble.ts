/** A file that cannot be used at all: a sentence for people, without the file's name. */
export class FileTrouble extends Error {
  override readonly name = 'FileTrouble';
}
