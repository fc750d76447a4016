import type { GivenShare } from '../../adapters/secret-sharing/share-envelope.ts';
import { isInForce, type RegisteredOfficer } from '../../domain/governance/officer-register.ts';
import { isRegisteredShare, joinPin, type ShareRegister } from './share-register.ts';

/** Why a share does not count. */
export type ShareProblem =
  /** Not what the register has of this custodian. */
  | 'unknownShare'
  /** No custodian of the room's register of officers now. */
  | 'notCustodian'
  /** The custodian, or another account of the same person, has given one. */
  | 'samePerson';

/** The PIN, and by whose shares it was joined. */
export interface JoinedPin {
  readonly pin: string;
  readonly custodians: readonly [string, string];
  /** Where the last share was given. */
  readonly terminal: string;
}

/**
 * The shares that are given at one start (規則6条15号ロ; N8: two shares, two custodians, one share a person). What is
 * refused has not been tried on the token.
 */
export class Activation {
  readonly #register: ShareRegister;
  readonly #officers: readonly RegisteredOfficer[];
  readonly #given: (GivenShare & { readonly person: string })[] = [];

  constructor(register: ShareRegister, officers: readonly RegisteredOfficer[]) {
    this.#register = register;
    this.#officers = officers;
  }

  /** Whether both go by the same registers. */
  isLike(other: Activation): boolean {
    return (
      JSON.stringify([this.#register, this.#officers]) ===
      JSON.stringify([other.#register, other.#officers])
    );
  }

  /** Ids of the custodians whose shares count. */
  get given(): readonly string[] {
    return this.#given.map(({ custodian }) => custodian);
  }

  /** Takes a share; returns why it does not count, if it does not. */
  give(share: GivenShare, now: number): ShareProblem | undefined {
    if (!isRegisteredShare(this.#register, share)) return 'unknownShare';
    const officer = this.#officers.find(({ id }) => id === share.custodian);
    const isCustodian = officer?.roles.includes('custodian') && isInForce(officer, now);
    if (!officer || !isCustodian) return 'notCustodian';
    const { person } = officer;
    if (this.#given.some((one) => one.person === person)) return 'samePerson';
    this.#given.push({ ...share, person });
    return undefined;
  }

  /** The PIN once two custodians have given their shares, which are erased with it. */
  async join(): Promise<JoinedPin | undefined> {
    const [first, second] = this.#given;
    if (!first || !second) return undefined;
    const pin = await joinPin(this.#register, [first, second]);
    for (const { share } of this.#given) share.fill(0);
    this.#given.length = 0;
    if (pin === undefined) return undefined;
    const { custodian, terminal } = second;
    return { pin, custodians: [first.custodian, custodian], terminal };
  }
}
