import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';

import { CONTAINERS, SIGNATURE_VARIANTS } from './card.ts';
import type { Card, SignOptions } from './card.ts';
import { XML_FORMS } from './containers/xml-container.ts';
import type { Jlis } from './jlis.ts';
import { createPerson } from './person.ts';
import type { PersonOptions } from './person.ts';
import { isPersonaName } from './personas.ts';
import { CertificateUnknown } from './registry.ts';
import { RESPONDER_BEHAVIOURS, REVOCATION_REASONS, StatusNotReversible } from './status.ts';
import type { RevocationReason, StatusChange } from './status.ts';

const CARD_BODY_OCTETS_MAX = 64 * 1024;
const SIGNED_OCTETS_MAX = 1024 * 1024;

const MEDIA_TYPES = {
  cms: 'application/pkcs7-signature',
  pdf: 'application/pdf',
  xml: 'application/xml',
} as const;

const flags = z.string().regex(/^[01]*$/);

const personSchema = z.strictObject({
  seed: z.string().max(200).optional(),
  name: z.string().min(1).max(200).optional(),
  writtenName: z.string().min(1).max(200).optional(),
  nameSubstitutes: flags.optional(),
  birthDate: z.iso.date().optional(),
  gender: z
    .string()
    .regex(/^[0-9]$/)
    .optional(),
  address: z.string().min(1).max(200).optional(),
  addressSubstitutes: flags.optional(),
});

const cardSchema = z.strictObject({
  persona: z.string().refine(isPersonaName, 'no such persona').optional(),
  person: personSchema.optional(),
});

const signatureSchema = z.object({
  container: z.enum(CONTAINERS).optional(),
  xmlForm: z.enum(XML_FORMS).optional(),
  detached: z.enum(['true', 'false']).default('false'),
  digest: z.enum(['sha256', 'sha384', 'sha512']).optional(),
  variant: z.enum(SIGNATURE_VARIANTS).optional(),
});

const statusSchema = z.strictObject({
  status: z.enum(['good', 'revoked', 'onHold', 'unknown']).optional(),
  reason: z
    .enum(Object.keys(REVOCATION_REASONS) as [RevocationReason, ...RevocationReason[]])
    .default('unspecified'),
  at: z.iso.datetime({ offset: true }).optional(),
  behaviour: z.enum(RESPONDER_BEHAVIOURS).optional(),
});

/** Reads what was sent. @throws HTTPException 400 that says what is wrong with it */
function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new HTTPException(400, { message: z.prettifyError(parsed.error) });
}

const view = ({ serialNumber, person, record, certificate }: Card) => ({
  cardId: serialNumber,
  serialNumber,
  persona: record.persona,
  person,
  certificate: certificate.toString('base64'),
});

function changeOf(body: z.infer<typeof statusSchema>): StatusChange {
  const at = body.at ?? new Date().toISOString();
  const behaviour = body.behaviour ? { behaviour: body.behaviour } : {};
  switch (body.status) {
    case undefined:
      return behaviour;
    case 'revoked':
      return { ...behaviour, status: { status: 'revoked', reason: body.reason, revokedAt: at } };
    case 'onHold':
      return { ...behaviour, status: { status: 'onHold', since: at } };
    default:
      return { ...behaviour, status: { status: body.status } };
  }
}

async function issue(jlis: Jlis, body: z.infer<typeof cardSchema>): Promise<Card> {
  const traits = JSON.parse(JSON.stringify(body.person ?? {})) as PersonOptions;
  if (body.persona === undefined) return jlis.issueCard(createPerson(traits));
  const options = { person: traits, ...(traits.seed === undefined ? {} : { seed: traits.seed }) };
  return jlis.issueCard(body.persona, options);
}

async function found(jlis: Jlis, id: string): Promise<Card> {
  const card = await jlis.card(id);
  if (!card) throw new HTTPException(404, { message: 'no such card' });
  return card;
}

/** @throws HTTPException 404 or 409 for what cannot be changed */
function setStatus(jlis: Jlis, serialNumber: string, change: StatusChange) {
  try {
    return jlis.setStatus(serialNumber, change);
  } catch (error) {
    if (error instanceof CertificateUnknown) {
      throw new HTTPException(404, { message: error.message });
    }
    if (error instanceof StatusNotReversible) {
      throw new HTTPException(409, { message: error.message });
    }
    throw error;
  }
}

/** Cards on demand: issue one, sign with it, change what J-LIS says of it. */
export const cardRoutes = (jlis: Jlis): Hono =>
  new Hono()
    .post('/cards', bodyLimit({ maxSize: CARD_BODY_OCTETS_MAX }), async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined);
      return c.json(view(await issue(jlis, read(cardSchema, body))), 201);
    })
    .get('/cards/:id', async (c) => c.json(view(await found(jlis, c.req.param('id')))))
    .post('/cards/:id/signatures', bodyLimit({ maxSize: SIGNED_OCTETS_MAX }), async (c) => {
      const card = await found(jlis, c.req.param('id'));
      const { detached, ...given } = read(signatureSchema, c.req.query());
      // What is not said is not there: the card's own habits hold.
      const options = { ...card.habits, ...given } as SignOptions;
      const text = new Uint8Array(await c.req.arrayBuffer());
      const container = card.sign(text, { ...options, detached: detached === 'true' });
      const headers = { 'content-type': MEDIA_TYPES[options.container ?? 'cms'] };
      return c.body(Uint8Array.from(container), 201, headers);
    })
    .get('/certificates/:serial/status', (c) => {
      const state = jlis.state(c.req.param('serial'));
      return state ? c.json(state) : c.notFound();
    })
    .put('/certificates/:serial/status', async (c) => {
      const body: unknown = await c.req.json().catch(() => undefined);
      return c.json(setStatus(jlis, c.req.param('serial'), changeOf(read(statusSchema, body))));
    });
