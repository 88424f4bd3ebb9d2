package dev.scaleproof.cluster;

import dev.scaleproof.cluster.connection.ClusterException;
import dev.scaleproof.cluster.doctor.DoctorCommand;
import dev.scaleproof.cluster.proof.ProofCommand;
import dev.scaleproof.cluster.spend.CostReportCommand;
import dev.scaleproof.cluster.status.StatusCommand;
import dev.scaleproof.cluster.toggle.KedaDemoDown;
import dev.scaleproof.cluster.toggle.KedaDemoUp;
import dev.scaleproof.cluster.toggle.LeaseExtend;
import dev.scaleproof.cluster.toggle.LeaseHeartbeat;
import dev.scaleproof.cluster.toggle.VllmDown;
import dev.scaleproof.cluster.toggle.VllmUp;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind the make targets that act on a cluster. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    version = "scaleproof cluster 0.1.0",
    usageHelpWidth = 110,
    subcommands = {
      StatusCommand.class,
      DoctorCommand.class,
      ProofCommand.class,
      KedaDemoUp.class,
      KedaDemoDown.class,
      VllmUp.class,
      VllmDown.class,
      LeaseExtend.class,
      LeaseHeartbeat.class,
      CostReportCommand.class
    },
    description = "What people do with Scaleproof on a Kubernetes cluster.",
    footer = {
      "",
      "Exit code 0: done; 1: it could not be done, or something is wrong; 2: a flag is wrong, or consent is missing."
    })
public final class Cluster implements Runnable {
  private static final int WRONG_INPUT = 2;

  @Spec private CommandSpec spec;

  private Cluster() {}

  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  static int execute(String... arguments) {
    return new CommandLine(new Cluster())
        .setParameterExceptionHandler(
            (wrong, given) -> complain(wrong.getCommandLine(), wrong, WRONG_INPUT))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              if (failure instanceof ClusterException known) {
                return complain(command, known, known.status());
              }
              throw failure;
            })
        .execute(arguments);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "say what to do: " + String.join(", ", spec.subcommands().keySet()) + " (--help explains)");
  }

  private static int complain(CommandLine command, Exception problem, int status) {
    command
        .getErr()
        .println(
            command.getCommandName()
                + ": "
                + String.valueOf(problem.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    return status;
  }
}
