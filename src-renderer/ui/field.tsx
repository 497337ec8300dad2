import { useId, type ReactNode } from 'react';

export interface FieldIds {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': true | undefined;
}

interface FieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  /** What is wrong with the value, and what to do. */
  readonly error?: string | null | undefined;
  /** Gets the attributes that tie the control to its label, hint and error. */
  readonly children: (ids: FieldIds) => ReactNode;
}

/** A control with its label, and below it what helps, or what is wrong. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId();
  const note = `${id}-note`;
  const hasNote = error != null || hint !== undefined;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': hasNote ? note : undefined,
        'aria-invalid': error == null ? undefined : true,
      })}
      {hasNote && (
        <p id={note} className={error == null ? 'text-[12.5px] text-muted' : 'text-[12.5px] text-failure'}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
