import { answeredChallenge } from '../../../adapters/webauthn/client-data.ts';
import {
  requestOptions,
  verifySignIn,
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
} from '../../../adapters/webauthn/passkeys.ts';
import { relyingPartyAt } from '../../../adapters/webauthn/relying-party.ts';
import { isSoftwareCredential } from '../../../adapters/webauthn/software-credentials.ts';
import type { SignedBy } from '../../../db/governance/signed-by.ts';
import { TokenBuckets } from '../../middleware/token-buckets.ts';
import type { ConsoleDependencies } from '../dependencies.ts';
import type { ConsoleEnvironment } from '../environment.ts';
import { prepareChallenges, type ChallengeOwner } from './challenges.ts';
import { isHolder, readAssertion } from './passkey-answers.ts';
import { usablePasskey } from './usable-passkey.ts';

/**
 * Something about ways in that somebody is about to do, in which session, and of what: a passkey to be added (the challenge
 * that it is made with, and its name) or withdrawn (its id), half of a code (its act).
 */
export interface Confirmable {
  readonly reader: Pick<ConsoleEnvironment['Variables'], 'session' | 'sessionSha256'>;
  readonly act: 'addPasskey' | 'withdrawPasskey' | 'drawHalf';
  readonly of: readonly string[];
  /** What is signed, where it has to be verified again later; else random octets are. */
  readonly challenge?: string;
}

/** How a form can be confirmed by its reader. */
export interface ConfirmedWith {
  /** By a passkey that a browser can ask. */
  readonly asks: boolean;
  /** In development: by the one in software, with which the server signs. */
  readonly hasSoftware: boolean;
}

/** A confirmation that holds: the passkey, to be counted in the transaction of the act, and what it answered. */
export interface Confirmation {
  readonly signedBy: SignedBy;
  readonly answer: AuthenticationResponseJSON;
}

/** What a form says of its confirmation. */
interface ConfirmedForm {
  /** The answer of a passkey. */
  readonly answer: unknown;
  /** Asks for the one in software. */
  readonly software?: unknown;
}

/** Challenges that one person gets in a minute. Each is a row. */
const CHALLENGES_PER_MINUTE = 20;

/** No octet 0 is in any of these: what is joined has one meaning. */
const ownerOf = ({ reader, act, of }: Confirmable): ChallengeOwner => ({
  purpose: 'confirm',
  officerId: reader.session.officer.id,
  browser: [reader.sessionSha256, act, ...of].join('\0'),
});

/**
 * Has whoever changes a way in show a passkey at that moment. A session is not enough: who finds an open browser would add a
 * passkey of their own, draw the half of a code, and so be a second person for good (規則6条15号ロ). What is signed is a challenge
 * of this session for this act on this thing, for five minutes, once.
 */
export function prepareConfirmations(dependencies: ConsoleDependencies) {
  const { records, settings, softwarePasskeys } = dependencies;
  const challenges = prepareChallenges(dependencies);
  const asked = new TokenBuckets({ perMinute: CHALLENGES_PER_MINUTE });
  const party = relyingPartyAt(settings.origin);

  /** Passkeys of somebody that a browser can ask; none of those in software. */
  const inBrowsers = async (officerId: string): Promise<readonly string[]> =>
    (await records.passkeys.listOf(officerId))
      .map(({ credentialId }) => credentialId)
      .filter((id) => !isSoftwareCredential(id));

  const makeFor = (doing: Confirmable) => challenges.make(ownerOf(doing), doing.challenge);

  const bySoftware = async (doing: Confirmable) => {
    const own = softwarePasskeys?.get(doing.reader.session.officer.id);
    return own?.assert({ challenge: await makeFor(doing), ...party });
  };

  return {
    /** Whether somebody has asked often enough for this minute. */
    isBusy: (officerId: string): boolean => asked.take(officerId) > 0,

    /** By what somebody can confirm. */
    async waysOf(officerId: string): Promise<ConfirmedWith> {
      const asks = (await inBrowsers(officerId)).length > 0;
      return { asks, hasSoftware: softwarePasskeys?.has(officerId) === true };
    },

    /** What the browser has a passkey sign; undefined for somebody who has none there. */
    async request(doing: Confirmable): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
      const by = await inBrowsers(doing.reader.session.officer.id);
      if (by.length === 0) return undefined;
      return requestOptions({ challenge: await makeFor(doing), rpId: party.rpId, by });
    },

    /**
     * Reads a confirmation, and spends its challenge, whether it holds or not.
     *
     * @returns the confirmation, or why it does not hold.
     */
    async read(
      doing: Confirmable,
      form: ConfirmedForm,
    ): Promise<Confirmation | 'expired' | 'unconfirmed'> {
      const isSoftware = form.software === 'yes' && softwarePasskeys !== undefined;
      const answer = isSoftware ? await bySoftware(doing) : readAssertion(form.answer);
      const challenge = answer && answeredChallenge(answer);
      if (!answer || challenge === undefined) return 'unconfirmed';
      const owner = ownerOf(doing);
      if (!(await challenges.take(challenge, owner))) return 'expired';
      const passkey = await usablePasskey(answer.id, dependencies);
      const { id } = doing.reader.session.officer;
      if (passkey?.officerId !== id || !isHolder(answer, id)) return 'unconfirmed';
      const verified = await verifySignIn(answer, { ...party, challenge }, passkey);
      if (!verified) return 'unconfirmed';
      return { signedBy: { credentialId: passkey.credentialId, ...verified }, answer };
    },
  };
}

export type Confirmations = ReturnType<typeof prepareConfirmations>;
