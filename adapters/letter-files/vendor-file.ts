import { canonicalOctets } from '../../books/canonical-json.ts';

/** Letters with a code as the room left them. Nobody here can open one. */
export interface LetterFiles {
  /** The octets of a letter; undefined where it is not there, or is not what its name says. */
  read(sha256: string): Buffer | undefined;
}

/** A letter as it goes to the print vendor. */
export interface LotLetter {
  readonly dispatch: string;
  readonly codeNumber: number;
  readonly ciphertextSha256: string;
}

/** What the print vendor gets of a lot: ids, and letters that the vendor alone can open. */
export interface VendorFile {
  readonly v: 1;
  readonly lot: string;
  readonly letters: readonly {
    readonly dispatch: string;
    readonly codeNumber: number;
    readonly mailKind: string;
    /** CMS in Base64. */
    readonly ciphertext: string;
  }[];
}

/** The letters in the order in which every build of the file has them. */
const ordered = (letters: readonly LotLetter[]): LotLetter[] =>
  letters.toSorted((a, b) => (a.dispatch < b.dispatch ? -1 : 1));

/**
 * The octets of the vendor's file, canonical JSON: the same lot gives the same octets, whoever builds it.
 *
 * @returns undefined where a letter is not there: before that it was never whole, or it is printed.
 */
export function vendorFileOctets(
  { lot, mailKind }: { readonly lot: string; readonly mailKind: string },
  letters: readonly LotLetter[],
  files: LetterFiles,
): Buffer | undefined {
  const found = ordered(letters).map(({ dispatch, codeNumber, ciphertextSha256 }) => {
    const octets = files.read(ciphertextSha256);
    return octets && { dispatch, codeNumber, mailKind, ciphertext: octets.toString('base64') };
  });
  const whole = found.filter((letter) => letter !== undefined);
  if (whole.length < found.length) return undefined;
  return canonicalOctets({ v: 1, lot, letters: whole });
}
