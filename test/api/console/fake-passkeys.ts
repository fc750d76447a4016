import type { SignedBy } from '../../../db/governance/signed-by.ts';
import type {
  AnsweredChallenge,
  ConfirmedPasskey,
  NewChallenge,
  NewPasskey,
  OwnWithdrawal,
  Passkeys,
  PasskeySignIn,
} from '../../../db/inspection/passkeys.ts';
import type { StaffMember } from '../../../db/inspection/staff.ts';

interface Kept extends NewPasskey {
  signatureCounter: number;
  lastUsedAt: Date | null;
  isWithdrawn: boolean;
}

interface Place {
  readonly people: readonly StaffMember[];
  readonly openSessions: Map<string, { officer: StaffMember; endsAt: Date }>;
}

/** Passkeys and challenges in memory. */
export class FakePasskeys implements Passkeys {
  readonly kept = new Map<string, Kept>();
  readonly challenges = new Map<string, NewChallenge>();
  readonly taken = new Set<string>();
  /** Whoever withdraws is one of the last two who can agree about access. */
  leavesTooFew = false;
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  async addChallenge(challenge: NewChallenge): Promise<void> {
    if (this.taken.has(challenge.challengeSha256)) return;
    this.challenges.set(challenge.challengeSha256, challenge);
  }

  async takeChallenge({ challengeSha256, purpose, officerId, at }: AnsweredChallenge) {
    const challenge = this.challenges.get(challengeSha256);
    if (!challenge || challenge.endsAt <= at) return false;
    if (challenge.purpose !== purpose || challenge.officerId !== officerId) return false;
    this.taken.add(challengeSha256);
    return this.challenges.delete(challengeSha256);
  }

  async wasTaken(challengeSha256: string) {
    return this.taken.has(challengeSha256);
  }

  async signIn({ credentialId, signatureCounter, sessionSha256, at, endsAt }: PasskeySignIn) {
    const officerId = this.#count({ credentialId, signatureCounter }, at);
    const officer = this.#place.people.find(({ id }) => id === officerId);
    if (!officer) return undefined;
    this.#place.openSessions.set(sessionSha256, { officer, endsAt });
    return officer;
  }

  async find(credentialId: string) {
    return this.#usable(credentialId);
  }

  async listOf(officerId: string) {
    return [...this.kept.values()].filter(
      (passkey) => passkey.officerId === officerId && !passkey.isWithdrawn,
    );
  }

  async addInDevelopment(passkey: NewPasskey) {
    return this.add(passkey);
  }

  /** As if it had been made by a code. */
  async add(passkey: NewPasskey) {
    if (this.kept.has(passkey.credentialId)) return false;
    this.kept.set(passkey.credentialId, { ...passkey, lastUsedAt: null, isWithdrawn: false });
    return true;
  }

  async enrol(): Promise<'spent'> {
    return 'spent';
  }

  async addConfirmed({
    passkey,
    confirmedBy,
  }: ConfirmedPasskey): Promise<'added' | 'known' | 'unconfirmed'> {
    const { officerId, createdAt } = passkey;
    if (this.#count(confirmedBy, createdAt) !== officerId) return 'unconfirmed';
    return (await this.add(passkey)) ? 'added' : 'known';
  }

  async withdraw(credentialId: string, officerId: string, { confirmedBy, at }: OwnWithdrawal) {
    if (this.#count(confirmedBy, at) !== officerId) return 'unknown' as const;
    const passkey = this.#usable(credentialId);
    if (passkey?.officerId !== officerId) return 'unknown' as const;
    if (this.leavesTooFew) return 'tooFewLeft' as const;
    passkey.isWithdrawn = true;
    return 'withdrawn' as const;
  }

  #count({ credentialId, signatureCounter }: SignedBy, at: Date): string | undefined {
    const passkey = this.#usable(credentialId);
    if (!passkey) return undefined;
    const goesOn = signatureCounter > passkey.signatureCounter;
    if (!goesOn && (signatureCounter > 0 || passkey.signatureCounter > 0)) return undefined;
    passkey.signatureCounter = signatureCounter;
    passkey.lastUsedAt = at;
    return passkey.officerId;
  }

  #usable(credentialId: string): Kept | undefined {
    const passkey = this.kept.get(credentialId);
    return passkey?.isWithdrawn ? undefined : passkey;
  }
}
