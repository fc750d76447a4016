import type { CodeState } from '../key-delivery/code-states.ts';

/** What staff do to a lot of letters. */
export const lotActs = ['propose', 'seal', 'discard'] as const;

/** One of {@link lotActs}. */
export type LotAct = (typeof lotActs)[number];

/** Tells whether a text names an act on a lot. */
export const isLotAct = (kind: string): kind is LotAct =>
  (lotActs as readonly string[]).includes(kind);

/** Letters of one lot at most: more than somebody counts in an hour. */
export const LOT_LETTERS_MAX = 500;

/** How the post hands a letter with a code over (本人限定受取郵便・特例型): to the person alone, whose document it looks at. */
export const CODE_LETTER_MAIL = 'honninGenteiTokurei';

/** The print vendor as entries name it. */
export const PRINT_VENDOR = 'print-vendor';

/** Why an act on a lot has no effect, as `input.refused` says it; a separation of duties by its number. */
export type LotProblem =
  | 'contentUnreadable'
  | 'officerUnknown'
  | 'roleRequired'
  | `duties${string}`
  | 'lotExists'
  | 'lotUnknown'
  | 'lotSealed'
  | 'lotClosed'
  /** Not one of the letters is there to be sent. */
  | 'lotEmpty'
  /** A letter is in a lot already, or is no longer to be sent. */
  | 'letterTaken'
  /** The encrypted letter is not where the room put it. */
  | 'letterMissing'
  /** The number that was typed is not the number of letters. */
  | 'countDiffers';

/** A letter in one of these is under way; in any other nothing more is to come from the vendor. */
export const lettersUnderWay = [
  'generated',
  'sealed',
  'printed',
  'posted',
] as const satisfies readonly CodeState[];

/** Tells whether a letter still has something ahead of it: print, post, or the door. */
export const isUnderWay = (state: string): boolean =>
  (lettersUnderWay as readonly string[]).includes(state);

/** What a proposal says: which letters. */
export interface LotProposal {
  readonly v: 1;
  readonly dispatches: readonly string[];
}

/** What whoever seals says: how many letters they counted. */
export interface LotSeal {
  readonly v: 1;
  readonly letters: number;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads the content of a proposal; undefined for what is none. */
export function readLotProposal(content: unknown): LotProposal | undefined {
  const { v, dispatches } = Object(content) as { v?: unknown; dispatches?: unknown };
  if (v !== 1 || !Array.isArray(dispatches)) return undefined;
  const isWhole =
    dispatches.length > 0 &&
    dispatches.length <= LOT_LETTERS_MAX &&
    new Set(dispatches).size === dispatches.length &&
    dispatches.every((id) => typeof id === 'string' && UUID.test(id));
  return isWhole ? { v, dispatches: dispatches as string[] } : undefined;
}

/** Reads the content of a seal; undefined for what is none. */
export function readLotSeal(content: unknown): LotSeal | undefined {
  const { v, letters } = Object(content) as { v?: unknown; letters?: unknown };
  const isCount = Number.isSafeInteger(letters) && Number(letters) >= 0;
  return v === 1 && isCount ? { v, letters: Number(letters) } : undefined;
}
