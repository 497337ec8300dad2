import { useId, type ReactNode } from 'react';

interface SettingRowProps {
  readonly label: string;
  readonly hint?: string;
  /** Gets the id that ties the control to its label. */
  readonly children: (id: string) => ReactNode;
}

/** A setting: what it is on the left, its control on the right. */
export function SettingRow({ label, hint, children }: SettingRowProps) {
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b py-2 first:pt-0 last:border-b-0 last:pb-0">
      <div className="min-w-48 flex-1">
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        {hint !== undefined && <p className="text-[12.5px] text-muted">{hint}</p>}
      </div>
      {children(id)}
    </div>
  );
}
