interface ClientData {
  readonly challenge?: unknown;
  readonly crossOrigin?: unknown;
}

function clientDataOf(clientDataJSON: string): ClientData | undefined {
  try {
    const data: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
    return typeof data === 'object' && data !== null ? data : undefined;
  } catch {
    return undefined;
  }
}

/** The challenge that an answer says it is to. Nothing is verified yet. */
export function answeredChallenge(answer: {
  readonly response: { readonly clientDataJSON: string };
}): string | undefined {
  const challenge = clientDataOf(answer.response.clientDataJSON)?.challenge;
  return typeof challenge === 'string' ? challenge : undefined;
}

/** Made in a frame of another site. The library lets some of these pass, because not every browser says whose. */
export const isCrossOrigin = (clientDataJSON: string): boolean =>
  (clientDataOf(clientDataJSON)?.crossOrigin ?? false) !== false;
