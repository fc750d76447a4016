import type { Applying } from './course.ts';
import type { Stage } from './lifecycle-stage.ts';

/**
 * The applicant asks for the text that takes the application back, signs and sends it; the portal nudges
 * nothing here.
 *
 * @returns the id of the input
 */
export async function withdrawByCard(
  { office, time }: Stage,
  { applicationId, card }: Pick<Applying, 'applicationId' | 'card'>,
): Promise<string> {
  await time.tell();
  office.clockAheadMs = time.clock.ms - Date.now();
  const body = { applicationId, method: 'jpki' };
  const asked = await office.send({ method: 'POST', path: '/withdrawal-texts', body });
  const container = card.sign(Buffer.from(String(asked.json['text'])));
  const sent = await office.send({
    method: 'PUT',
    path: `/certificate-applications/${applicationId}/withdrawal`,
    body: { signatureContainer: container.toString('base64') },
  });
  if (sent.status !== 201) throw new Error(`withdrawal: ${sent.status} ${sent.problem}`);
  const { rows } = await office.db.$client.query<{ id: string }>(
    `select id from case_inputs where case_id = $1 and kind = 'withdrawalByApplicant'
     order by received_at desc limit 1`,
    [applicationId],
  );
  return rows[0]?.id ?? '';
}
