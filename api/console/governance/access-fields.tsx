import type { FC } from 'hono/jsx';
import type { AccessKind } from '../../../domain/governance/access-change.ts';
import { roleNames } from '../../../domain/governance/role-names.ts';
import { roleWord } from '../components/frame.tsx';
import { useSay } from '../components/language-context.ts';
import { accessActs as words } from '../words/access-acts.ts';
import { Does, Field } from './act-fields.tsx';
import { PortalFields } from './portal-fields.tsx';

const PERMISSIONS = [
  'enrol',
  'unlock',
  'eraseName',
  'withdrawPasskey',
  'mapIdentity',
  'withdrawIdentity',
] as const;

const TERMINALS = ['register', 'withdraw'] as const;

const Roles: FC<{ fields: URLSearchParams }> = ({ fields }) => {
  const say = useSay();
  return (
    <fieldset class="stack--tight">
      <legend>{say(words.roles)}</legend>
      <div class="reasons">
        {roleNames.map((role) => (
          <label class="choice">
            <input
              type="checkbox"
              name="role"
              value={role}
              checked={fields.getAll('role').includes(role)}
            />
            <span>{say(roleWord(role))}</span>
          </label>
        ))}
      </div>
      <p class="small quiet">{say(words.rolesHint)}</p>
    </fieldset>
  );
};

const Officer: FC<{ fields: URLSearchParams }> = ({ fields }) => (
  <Field name="officer" label={words.officer} hint={words.officerHint} fields={fields} />
);

const Permission: FC<{ fields: URLSearchParams }> = ({ fields }) => {
  const more = { fields, isOptional: true };
  return (
    <>
      <Does of={PERMISSIONS} fields={fields} />
      <Officer fields={fields} />
      <Field name="credential" label={words.credential} hint={words.onlyFor} {...more} />
      <Field name="issuer" label={words.issuer} hint={words.onlyFor} {...more} />
      <Field name="subject" label={words.subject} hint={words.subjectHint} {...more} />
    </>
  );
};

/** What a proposal about access asks, by its kind. */
export const AccessFields: FC<{ kind: AccessKind; fields: URLSearchParams }> = (props) => {
  const { kind, fields } = props;
  if (kind === 'permission') return <Permission fields={fields} />;
  if (kind === 'portal') return <PortalFields fields={fields} />;
  if (kind === 'terminal') {
    return (
      <>
        <Does of={TERMINALS} fields={fields} />
        <Field name="terminal" label={words.terminal} hint={words.officerHint} fields={fields} />
        <Field name="place" label={words.place} fields={fields} isOptional />
      </>
    );
  }
  return (
    <>
      <Officer fields={fields} />
      <Field name="person" label={words.person} hint={words.personHint} fields={fields} />
      <Field name="name" label={words.name} fields={fields} />
      <Roles fields={fields} />
    </>
  );
};
