import { createHash } from 'node:crypto';
import { z } from 'zod';
import type {
  AuthenticationResponseJSON,
  RegistrationResponseJSON,
} from '../../../adapters/webauthn/passkeys.ts';

const base64url = (octetsMax: number) =>
  z
    .string()
    .max(Math.ceil((octetsMax * 4) / 3))
    .regex(/^[A-Za-z0-9_-]+$/);

/** The longest id that WebAuthn allows. */
const credentialId = base64url(1023);
const clientDataJSON = base64url(4096);
const named = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };

const registration = z.object({
  ...named,
  response: z.object({
    clientDataJSON,
    attestationObject: base64url(16_384),
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
});

const assertion = z.object({
  ...named,
  response: z.object({
    clientDataJSON,
    authenticatorData: base64url(4096),
    signature: base64url(1024),
    userHandle: base64url(64).nullish(),
  }),
});

function parsed<T>(schema: z.ZodType<T>, given: unknown): T | undefined {
  if (typeof given !== 'string') return undefined;
  try {
    return schema.safeParse(JSON.parse(given)).data;
  } catch {
    return undefined;
  }
}

/** What a browser put into a form after it made a passkey; undefined for anything else. */
export function readRegistration(given: unknown): RegistrationResponseJSON | undefined {
  const answer = parsed(registration, given);
  return answer && ({ ...answer, clientExtensionResults: {} } as RegistrationResponseJSON);
}

/** What a browser put into a form after a passkey signed; undefined for anything else. */
export function readAssertion(given: unknown): AuthenticationResponseJSON | undefined {
  const answer = parsed(assertion, given);
  return answer && ({ ...answer, clientExtensionResults: {} } as AuthenticationResponseJSON);
}

/** How authenticators know a member of staff: octets that do not say who it is. */
export const userHandleOf = (officerId: string): Buffer =>
  createHash('sha256').update(`toroku officer/1\0${officerId}`).digest();

/** Whether an answer, if it says whose passkey it is, says that it is this officer's (WebAuthn §7.2). */
export function isHolder({ response }: AuthenticationResponseJSON, officerId: string): boolean {
  const said = response.userHandle ?? undefined;
  return said === undefined || said === userHandleOf(officerId).toString('base64url');
}
